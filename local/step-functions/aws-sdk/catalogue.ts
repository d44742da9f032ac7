import type { StaticOperationSchema } from '@smithy/types';
import { dynamoDbOperations } from './services/dynamodb.ts';
import { lambdaOperations } from './services/lambda.ts';
import { s3Operations } from './services/s3.ts';
import { sfnOperations } from './services/sfn.ts';

/** Actions by the services' names in a resource. */
export const SDK_OPERATIONS = {
  dynamodb: dynamoDbOperations,
  lambda: lambdaOperations,
  s3: s3Operations,
  sfn: sfnOperations,
} as const;

/** A service's name in a resource, such as `dynamodb`. */
export type SdkServiceName = keyof typeof SDK_OPERATIONS;

/** A service's name in errors and causes (Developer Guide, "Learning to use AWS service SDK integrations"). */
export const SDK_SERVICE_TITLES: Readonly<Record<SdkServiceName, string>> = {
  dynamodb: 'DynamoDb',
  lambda: 'Lambda',
  s3: 'S3',
  sfn: 'Sfn',
};

/** One action of a service that a Task calls by its Resource. */
export interface SdkAction {
  service: SdkServiceName;
  action: string;
}

/** The schema of an action that {@link readSdkResource} has found. */
export function schemaOf({ service, action }: SdkAction): StaticOperationSchema {
  const found = SDK_OPERATIONS[service][action];
  if (found === undefined) throw new RangeError(`aws-sdk:${service} has no action '${action}'`);
  return found.schema;
}

/**
 * Takes a Resource `arn:aws:states:::aws-sdk:<service>:<action>` apart, a pattern such as `.waitForTaskToken` taken off.
 * @returns the action, or a sentence that says why there is none; undefined for a Resource of another kind
 */
export function readSdkResource(resource: string): SdkAction | string | undefined {
  const match = /^arn:aws:states:::aws-sdk:([^:]*):(.*)$/.exec(resource);
  if (match === null) return undefined;
  const [, service = '', action = ''] = match;
  if (!isServiceName(service)) {
    const allowed = Object.keys(SDK_OPERATIONS).join(', ');
    return `The service '${service}' of the resource ${resource} is not supported, allowed are: ${allowed}`;
  }
  if (Object.hasOwn(SDK_OPERATIONS[service], action)) return { service, action };
  const allowed = Object.keys(SDK_OPERATIONS[service]).join(', ');
  return `The action '${action}' of the resource ${resource} is not supported, aws-sdk:${service} has: ${allowed}`;
}

function isServiceName(name: string): name is SdkServiceName {
  return Object.hasOwn(SDK_OPERATIONS, name);
}
