import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import { FanOutFanIn } from '../../../infra/fan-out-fan-in.ts';
import type { FanOutFanInProps } from '../../../infra/fan-out-fan-in-props.ts';
import type { TaskFolder } from './task-folder.ts';

/** A stack with one pipeline in it, as an app without any feature flag makes it. */
export interface PipelineStack {
  readonly app: App;
  readonly stack: Stack;
  readonly pipeline: FanOutFanIn;
}

/** CDK's own validation of a template takes 4 seconds in each process; `app.test.ts` has it. */
export const withoutValidation = { builtinCloudFormationValidation: false } as const;

/** Makes a stack with one pipeline in it, whose cloud assembly lies in a folder. */
export function createPipelineStack(
  folder: TaskFolder,
  props: FanOutFanInProps | ((stack: Stack) => FanOutFanInProps),
): PipelineStack {
  const outdir = mkdtempSync(join(folder.path, 'cdk.out-'));
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false, ...withoutValidation });
  const stack = new Stack(app, 'Doubles');
  const pipeline = new FanOutFanIn(stack, 'Double', typeof props === 'function' ? props(stack) : props);
  return { app, stack, pipeline };
}

const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

const policy = z.object({
  Roles: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({
        Effect: z.enum(['Allow', 'Deny']),
        Action: oneOrMore,
        Resource: z.unknown().transform((value): unknown[] => (Array.isArray(value) ? value : [value])),
      }),
    ),
  }),
});

/** One right of a role: an action on a resource, both as text; ids in it without their hash. */
export interface Right {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** Every right that a stack's policies give to its roles. */
export function rightsOf(stack: Stack): Right[] {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  return Object.values(policies).flatMap(({ Properties }) => {
    const { Roles, PolicyDocument } = policy.parse(Properties);
    return Roles.flatMap(({ Ref: role }) =>
      PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action, Resource }) =>
        Action.flatMap((action) =>
          Resource.map((resource) => ({
            role: plain(role),
            action,
            resource: plain(showResource(resource)),
          })),
        ),
      ),
    );
  });
}

/** A resource as text: `<LogicalId.Arn>/runs/*`. */
export function showResource(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }).safeParse(value);
  if (join.success) return join.data['Fn::Join'][1].map(showResource).join('');
  const getAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).safeParse(value);
  if (getAtt.success) return `<${getAtt.data['Fn::GetAtt'].join('.')}>`;
  return `<${z.object({ Ref: z.string() }).parse(value).Ref}>`;
}

/** Logical ids end with eight hexadecimal digits. */
export function plain(text: string): string {
  return text.replace(/(?<=\w)[0-9A-F]{8}(?=[.>]|$)/g, '');
}

/** Findings of cdk-nag's AwsSolutions that nobody acknowledged, each with its resource. */
export function nagFindings(app: App): string[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${constructPath}: ${ruleName}`),
  );
}
