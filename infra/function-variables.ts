import { Token } from 'aws-cdk-lib';
import type { functionEnvironment } from '../core/contracts/function-environment.ts';
import type { TaskSettings } from '../core/task/task-settings.ts';
import type { TaskFunctionProps } from './task-function-props.ts';

/** Environment variables that fanfold's own code reads. */
export type OwnVariables = Partial<Record<keyof typeof functionEnvironment.shape, string>>;

/** Days that ledger rows are kept: as long as Step Functions keeps a closed execution and locks its name. */
const ledgerDays = 90;

/** What the functions of a pipeline are told about it. */
export interface ToldOfPipeline {
  readonly bucketName: string;
  /** JSON of whose the buckets are that the functions work with. */
  readonly bucketOwners: string;
  readonly tableName: string;
  /** What metrics call it. */
  readonly pipeline: string;
  readonly settings: TaskSettings;
  readonly codeDigest: string;
  readonly maxConcurrencyCap: number | undefined;
}

/** Environment variables of every function that does the work of runs. */
export function ownVariables(told: ToldOfPipeline) {
  return {
    FANFOLD_BUCKET: told.bucketName,
    FANFOLD_BUCKET_OWNERS: told.bucketOwners,
    FANFOLD_TABLE: told.tableName,
    FANFOLD_PIPELINE: told.pipeline,
    FANFOLD_TASK: JSON.stringify(told.settings),
    FANFOLD_CODE_DIGEST: told.codeDigest,
    FANFOLD_TTL_DAYS: String(ledgerDays),
    ...(told.maxConcurrencyCap !== undefined && {
      FANFOLD_MAX_CONCURRENCY: String(told.maxConcurrencyCap),
    }),
  } satisfies OwnVariables;
}

/** Environment variables that the app gives to the task's code: its own, and the ARNs of its secrets. */
export function taskVariables({ environment = {}, secrets = {} }: TaskFunctionProps): Record<string, string> {
  const arns = Object.entries(secrets).map(([name, { secretArn }]) => [name, secretArn] as const);
  return { ...environment, ...Object.fromEntries(arns) };
}

/**
 * Bytes of environment variables as Lambda measures them, as a JSON object (its error message quotes the text that it measured). A
 * value that is known at deployment only counts as none, so this is the least that they can take.
 */
export function countVariableBytes(variables: Readonly<Record<string, string>>): number {
  const known = Object.entries(variables).map(([name, value]) => [
    name,
    Token.isUnresolved(value) ? '' : value,
  ]);
  return Buffer.byteLength(JSON.stringify(Object.fromEntries(known)));
}
