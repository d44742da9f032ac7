import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A symbol of all copies of this package: an app may have two of them. */
const brand = Symbol.for('fanfold.pipeline-of');

/** Marks a construct as the pipeline of a task. */
export function brandPipeline(construct: IConstruct, task: string): void {
  Object.defineProperty(construct, brand, { value: task });
}

/** Name of the task whose pipeline a construct is, or undefined if it is none. */
export function taskOf(construct: unknown): string | undefined {
  if (typeof construct !== 'object' || construct === null) return undefined;
  const task: unknown = Reflect.get(construct, brand);
  return typeof task === 'string' ? task : undefined;
}

/**
 * The pipeline of the same task that the app already has for the same account and region. Stacks without `env` count as
 * of the same: CDK deploys them to wherever its command line is told to.
 */
export function findPipelineOf(task: string, construct: IConstruct): IConstruct | undefined {
  const { environment } = Stack.of(construct);
  return construct.node.root.node
    .findAll()
    .find((other) => taskOf(other) === task && Stack.of(other).environment === environment);
}
