import { Token, ValidationError } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pipelineParameterName } from '../core/contracts/pipeline.ts';
import { isFanfoldError } from '../core/errors/fanfold-error.ts';
import { refuseAll } from '../core/errors/problems.ts';
import type { TaskSettings } from '../core/task/task-settings.ts';
import { packageLayout } from './bundling/package-layout.ts';
import { checkProps } from './check-props.ts';
import { type LoadedTask, loadTask } from './describe-task.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';
import { countVariableBytes, ownVariables, taskVariables } from './function-variables.ts';
import { mergeSettings } from './merge-settings.ts';
import { findPipelineOf } from './pipeline-brand.ts';
import { pipelineName } from './pipeline-metrics.ts';

/** A construct's task, and its settings with the construct's own over them. */
export interface LoadedProps {
  readonly task: LoadedTask;
  readonly settings: TaskSettings;
}

/** Bytes that the environment variables of a function may take together. */
const largestEnvironment = 4_096;

/**
 * Checks a construct's props and loads its task.
 * @throws ValidationError naming every problem of both
 */
export function loadProps(construct: Construct, props: FanOutFanInProps): LoadedProps {
  const problems = checkProps(props);
  const sound = problems.length === 0;
  const task = tryLoadTask(props, problems);
  if (task !== undefined) {
    problems.push(...checkOnlyOne(construct, task));
    if (sound) problems.push(...checkEnvironmentSize(construct, props, task));
  }
  if (task === undefined || problems.length > 0) {
    const { message } = refuseAll('InvalidUsage', 'FanOutFanIn can not be made', problems);
    // CDK brands error names with a tag that it doesn't export.
    const name = 'InvalidFanOutFanInProps' as ConstructorParameters<typeof ValidationError>[0];
    throw new ValidationError(name, message, construct);
  }
  return { task, settings: mergeSettings(task.description.settings, props) };
}

/** Modules that are named wrongly are told of already, and left out here. */
function tryLoadTask({ task, nodeModules }: FanOutFanInProps, problems: string[]): LoadedTask | undefined {
  if (typeof task !== 'string' || Token.isUnresolved(task)) return undefined;
  const wrong = problems.some((problem) => problem.startsWith('`nodeModules`'));
  try {
    return loadTask(packageLayout(), task, wrong || nodeModules === undefined ? {} : { nodeModules });
  } catch (error) {
    if (!isFanfoldError(error)) throw error;
    problems.push(error.message);
    return undefined;
  }
}

function checkOnlyOne(construct: Construct, { description }: LoadedTask): string[] {
  const { name } = description.settings;
  const other = findPipelineOf(name, construct);
  if (other === undefined) return [];
  return [
    `the task ${name} already has the pipeline ${other.node.path} in the same account and region, where clients find one only, by SSM parameter ${pipelineParameterName(name)}; give the task another name, or the stacks an \`env\` that differs`,
  ];
}

function checkEnvironmentSize(
  construct: Construct,
  props: FanOutFanInProps,
  { description }: LoadedTask,
): string[] {
  const own = ownVariables({
    bucketName: '',
    bucketOwners: '',
    tableName: '',
    pipeline: pipelineName(construct),
    settings: mergeSettings(description.settings, props),
    codeDigest: description.codeDigest,
    maxConcurrencyCap: props.maxConcurrency,
  });
  const bytes = countVariableBytes({ ...taskVariables(props), ...own });
  if (bytes <= largestEnvironment) return [];
  return [
    `\`environment\` and \`secrets\` take ${bytes} bytes with the ${countVariableBytes(own)} of fanfold's own variables; Lambda takes ${largestEnvironment} in all: put what is large into S3, SSM or a secret`,
  ];
}
