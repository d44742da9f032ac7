import { readSdkResource } from '../aws-sdk/catalogue.ts';
import type { Fields } from './fields.ts';
import type { Scope } from './scope.ts';
import type { TaskIntegration } from './types.ts';

/** What a Task's Resource says. */
export interface TaskResource {
  resource: string;
  integration: TaskIntegration;
  waitsForToken: boolean;
}

const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';
const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/;
const TOKEN_PATTERN = '.waitForTaskToken';

/** Reads Resource; reports what is not supported. */
export function parseResource(fields: Fields, scope: Scope): TaskResource | undefined {
  const resource = fields.string('Resource', true);
  if (resource === undefined) return undefined;
  if (FUNCTION_ARN.test(resource)) {
    return { resource, integration: { kind: 'function', functionArn: resource }, waitsForToken: false };
  }
  const waitsForToken = resource.endsWith(TOKEN_PATTERN);
  const base = waitsForToken ? resource.slice(0, -TOKEN_PATTERN.length) : resource;
  const sdk = base === LAMBDA_INVOKE ? undefined : readSdkResource(base);
  if (typeof sdk === 'string') {
    fields.problems.add(fields.at('Resource'), sdk);
    return undefined;
  }
  if (sdk === undefined && base !== LAMBDA_INVOKE) {
    const allowed = `${LAMBDA_INVOKE}, a function's ARN and arn:aws:states:::aws-sdk:<service>:<action>`;
    fields.problems.add(fields.at('Resource'), `'Resource' is "${resource}", allowed are ${allowed}`);
    return undefined;
  }
  // Inside EXPRESS children, which alone forbid a Distributed Map, tokens are forbidden as well.
  if (waitsForToken && scope.noDistributedMap !== undefined) {
    const message = `'Resource' is "${resource}", but EXPRESS children can't wait for task tokens`;
    fields.problems.add(fields.at('Resource'), message);
  }
  const integration: TaskIntegration = sdk === undefined ? { kind: 'lambda' } : { kind: 'sdk', ...sdk };
  return { resource, integration, waitsForToken };
}
