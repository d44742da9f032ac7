import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { PriceTable } from '../core/cost/prices.ts';
import type { Size } from '../core/task/size.ts';
import type { TaskTuning } from '../core/task/task.ts';
import type { AlarmThresholds } from './alarm-thresholds.ts';
import type { NetworkProps } from './network-props.ts';
import type { TaskFunctionProps } from './task-function-props.ts';

/**
 * Type of the child workflows, one per unit. STANDARD starts 100 a second, runs a unit for up to 15 minutes and
 * keeps its history; EXPRESS starts 1,000 a second, costs less, ends a unit after 5 minutes and can't be stopped.
 */
export type ChildType = 'STANDARD' | 'EXPRESS';

/** Properties of a {@link FanOutFanIn}. Tuning options override the task's; an execution's input overrides both. */
export interface FanOutFanInProps extends TaskTuning, TaskFunctionProps, NetworkProps {
  /**
   * Path of the module that exports the task as its default, absolute or from the folder in which the app runs.
   *
   * @example 'examples/flight-delays/task.ts'
   */
  readonly task: string;

  /**
   * Items per unit.
   *
   * @default - the task's; 'auto' if it has none
   */
  readonly unitItems?: number | 'auto';

  /**
   * Units in flight at most, 1 to 10,000. A cap: an execution's input may lower it, not raise it.
   *
   * @default - the task's, without a cap; what the account leaves free if it has none
   */
  readonly maxConcurrency?: number;

  /**
   * Failed items, in percent of all items, that a run may have and still succeed.
   *
   * @default - the task's; 0 if it has none
   */
  readonly toleratedFailurePercentage?: number;

  /**
   * Failed items that a run may have and still succeed.
   *
   * @default - the task's; 0 if it has none
   */
  readonly toleratedFailureCount?: number;

  /**
   * Items of a unit side by side, 1 to 1,000; over 1 the task must be idempotent.
   *
   * @default - the task's; 1 if it has none
   */
  readonly itemConcurrency?: number;

  /**
   * Memory of the unit's Lambda, whole megabytes from '256 MB' to '10240 MB'. CPU grows with it, one core per 1,769 MB.
   *
   * @default - the task's; '512 MB' if it has none
   * @example '2 GB'
   */
  readonly memory?: Size;

  /**
   * Bucket for everything that runs read and write, below `sources/`, `inbox/`, `runs/` and `datasets/`. It must be in
   * the stack's account and region, since a Distributed Map reads and writes there only. An own bucket should abort
   * incomplete multipart uploads.
   *
   * @default - a new bucket: private, encrypted, TLS only, with access logs
   */
  readonly bucket?: IBucket;

  /**
   * Table for the ledger, with the keys, the index and the TTL attribute of the one that would be made.
   *
   * @default - a new table: paid per request, with point-in-time recovery
   */
  readonly table?: ITable;

  /**
   * Type of the child workflows, one per unit.
   *
   * @default 'STANDARD'
   */
  readonly childType?: ChildType;

  /**
   * Further buckets that sources may lie in. Plan and the units get the right to read them. They expect each to be the stack's
   * account's, and are refused otherwise; one of another account says so by `Bucket.fromBucketAttributes(..., { account })`.
   *
   * @default - sources lie in `bucket`
   */
  readonly sourceBuckets?: readonly IBucket[];

  /**
   * Whether an object that is put below `inbox/` of the bucket starts a run, exactly one, on it. Options of the run come as
   * user metadata, such as `fanfold-max-concurrency`, or as JSON in `<key>.options.json`, put before the object; why none was
   * started is told in `<key>.error.json`. For a `bucket` of your own, true turns on its events to EventBridge, which CDK does by a
   * function of its own in the stack.
   *
   * @default - true; false with a `bucket` of your own
   */
  readonly inbox?: boolean;

  /**
   * Whether the state machine's log has the inputs and outputs of its states, in which are items that are given in an
   * execution's input, and what refusals quote. The history of an execution, which the console shows, has them either
   * way, but for children of type EXPRESS, of which there is only the log.
   *
   * @default false: what happened, and no data
   */
  readonly logExecutionData?: boolean;

  /**
   * KMS key for what the construct makes: bucket, table and log groups. The roles get the right to decrypt and to generate data
   * keys, nothing else of it. A key that isn't made in the app must itself let `logs.<region>.amazonaws.com` use it.
   * Access logs of the bucket stay under S3's own keys, since S3 delivers them to no other; a `bucket` or `table` of
   * your own keeps its key.
   *
   * @default - each service's own keys
   * @example new Key(stack, 'Key', { enableKeyRotation: true })
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether CloudWatch alarms watch the pipeline: runs that failed, were refused or stopped, or timed out; a run's rate of failed
   * items; units that were throttled for 15 minutes; the age of the oldest unit that runs; map runs that are open in the account;
   * errors of Seal, Report and the inbox's Trigger. They are in `alarms` of the construct, and do nothing until they are given
   * actions. CloudWatch bills for each.
   *
   * @default true
   */
  readonly alarms?: boolean;

  /**
   * When the alarms go off that have a threshold to choose.
   *
   * @default - that of each
   * @example { failureRate: 1, oldestRunningUnit: Duration.hours(2) }
   */
  readonly alarmThresholds?: AlarmThresholds;

  /**
   * Whether there is a CloudWatch dashboard of the pipeline, `fanfold-<task>-<region>`: its runs, items, units, throttles and alarms.
   * CloudWatch bills for it from an account's fourth on.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * How long logs are kept: those of the functions, of the state machine, and of access to the bucket.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of bucket, table and logs when they leave the stack. CloudFormation refuses to delete a bucket
   * with objects in it: empty it first.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Processor of the functions. A task with native code must be built for it.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * Prices that reports count with: those of another region, of a contract, or of a later day.
   *
   * @default - AWS's list prices of us-east-1; the report says of which day
   * @example readPrices(readFileSync('eu-central-1.json', 'utf8'), 'eu-central-1.json') // of fanfold/client
   */
  readonly prices?: PriceTable;
}
