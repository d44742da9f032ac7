import { Stack, Validations } from 'aws-cdk-lib';
import type { Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/** Actions for which AWS has no resource narrower than all; cdk-nag's AwsSolutions-IAM5 finds them. */
const withoutResource: ReadonlySet<string> = new Set(['lambda:GetAccountSettings']);

/** Wildcards that the pipeline's own policies may hold, by the end of their resource, and why. */
const allowedEndings = [
  {
    ending:
      /\/(sources|inbox|runs|datasets)\/\*$|\/runs\/\*\/((out|failures|map|merge|govern)\/\*|progress\.json)$/,
    reason: 'Keys of runs and data sets are made at run time, so the right is scoped to their prefix.',
  },
  {
    ending: /\/inbox\/\*\.error\.json$/,
    reason:
      'Refusals stand beside objects that users name, so the right is scoped to the ending of their keys.',
  },
  {
    ending: /:execution:[^*]+:\*$/,
    reason: 'Executions are named at run time, so the right is scoped to those of this state machine.',
  },
  {
    ending: /:mapRun:[^*/]+\/FanOut:\*$/,
    reason: 'Map runs are named at run time, so the right is scoped to those of the FanOut state.',
  },
];

/**
 * Acknowledges in a policy of the pipeline the wildcards that least privilege can't do without, each by its full
 * resource. Any other wildcard is still found.
 */
export function acknowledgeWildcards(
  policy: Policy,
  statements: readonly PolicyStatement[],
  sourceBuckets: readonly IBucket[] = [],
): void {
  const stack = Stack.of(policy);
  const sourceObjects = new Set(
    sourceBuckets.map((bucket) => flatten(stack.resolve(bucket.arnForObjects('*')))),
  );
  for (const statement of statements) {
    for (const resource of statement.resources.map((arn) => flatten(stack.resolve(arn)))) {
      const reason = sourceObjects.has(resource)
        ? 'The app names this bucket as one that sources lie in, at any key.'
        : reasonFor(resource, statement);
      if (reason !== undefined) acknowledge(policy, resource, reason);
    }
  }
}

/** Acknowledges what a role has on all resources: for tracing, a state machine's for log delivery, a function's for its VPC. */
export function acknowledgeAll(role: Role, inVpc: boolean): void {
  const telemetry = 'X-Ray and log delivery, granted by CDK, have no resource narrower than all.';
  const network =
    'Lambda connects a function to its VPC with these rights, which AWS has on all resources; code is denied them.';
  acknowledge(role, '*', inVpc ? `${telemetry} ${network}` : telemetry);
}

function reasonFor(resource: string, statement: PolicyStatement): string | undefined {
  if (resource === '*' && statement.actions.every((action) => withoutResource.has(action))) {
    return 'AWS has no resource narrower than all for this action.';
  }
  return allowedEndings.find(({ ending }) => ending.test(resource))?.reason;
}

function acknowledge(construct: IConstruct, resource: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
}

/** A resource as cdk-nag names it in a finding: `<LogicalId.Arn>/runs/*`. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const [[intrinsic, argument] = []] = Object.entries(value);
  if (intrinsic === 'Ref') return `<${argument}>`;
  if (intrinsic === 'Fn::GetAtt' && Array.isArray(argument)) return `<${argument.join('.')}>`;
  if (intrinsic === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
    return argument[1].map(flatten).join(String(argument[0]));
  }
  return JSON.stringify(value);
}
