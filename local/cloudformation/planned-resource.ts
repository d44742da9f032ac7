import type { EventRule } from '../events/event-rule.ts';
import type { FunctionConfiguration } from '../ports.ts';
import type { JsonObject } from '../step-functions/json.ts';

export interface PlannedBucket {
  kind: 'bucket';
  bucket: string;
}

/** A bucket whose Object Created events go to EventBridge. */
export interface PlannedBucketEvents {
  kind: 'bucket-events';
  bucket: string;
}

export interface PlannedTable {
  kind: 'table';
  table: string;
  keySchema: KeySchema;
  attributes: { name: string; type: 'S' | 'N' | 'B' }[];
  globalIndexes: PlannedIndex[];
  localIndexes: PlannedIndex[];
  /** Attribute with the epoch seconds at which an item expires. */
  timeToLive: string | null;
}

export type KeySchema = { name: string; type: 'HASH' | 'RANGE' }[];

export interface PlannedIndex {
  name: string;
  keySchema: KeySchema;
  projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  nonKeyAttributes: string[];
}

export interface PlannedFunction {
  kind: 'function';
  configuration: Omit<FunctionConfiguration, 'codeDirectory'>;
  /** Object key of an asset in the assembly, or the text of `index.js`. */
  code: { assetKey: string } | { inline: string };
}

/** How a function's asynchronous invocations are tried again. */
export interface PlannedAsyncInvocation {
  kind: 'async-invocation';
  functionName: string;
  /** Tries after the first, 0 to 2. */
  retries: number;
}

export interface PlannedStateMachine {
  kind: 'state-machine';
  name: string;
  arn: string;
  type: 'STANDARD' | 'EXPRESS';
  roleArn: string;
  definition: { text: string } | { object: JsonObject } | { assetKey: string };
  substitutions: Record<string, string>;
}

export interface PlannedParameter {
  kind: 'parameter';
  name: string;
  value: string;
}

export interface PlannedRule {
  kind: 'rule';
  rule: EventRule;
}

/** What a resource of a template comes to in the local cloud, all intrinsic functions resolved. */
export type PlannedResource =
  | PlannedBucket
  | PlannedBucketEvents
  | PlannedTable
  | PlannedFunction
  | PlannedAsyncInvocation
  | PlannedStateMachine
  | PlannedParameter
  | PlannedRule;

/** What names a planned resource among those of its kind: its identity across deployments. */
export function identityOf(resource: PlannedResource): string {
  switch (resource.kind) {
    case 'bucket':
    case 'bucket-events':
      return `${resource.kind} ${resource.bucket}`;
    case 'table':
      return `table ${resource.table}`;
    case 'function':
      return `function ${resource.configuration.functionName}`;
    case 'async-invocation':
      return `asynchronous invocation of ${resource.functionName}`;
    case 'state-machine':
    case 'parameter':
      return `${resource.kind} ${resource.name}`;
    case 'rule':
      return `rule ${resource.rule.name}`;
  }
}

/** Keys of the assets that a planned resource is made of. */
export function assetKeysOf(resource: PlannedResource): string[] {
  if (resource.kind === 'function' && 'assetKey' in resource.code) return [resource.code.assetKey];
  if (resource.kind === 'state-machine' && 'assetKey' in resource.definition) {
    return [resource.definition.assetKey];
  }
  return [];
}
