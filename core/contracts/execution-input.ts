import * as z from 'zod';
import { DATASET_COMPRESSIONS, DATASET_FORMATS } from '../dataset-formats/format.ts';
import { CSV_DELIMITERS } from '../splitting/format.ts';
import { parseDuration } from '../task/duration.ts';
import { parseSize } from '../task/size.ts';

/** Bounded lower, a data set would be crumbs, and units' outputs larger than their objects. */
const leastObjectBytes = 64 * 1024 ** 2;

/** A run id: it stands in S3 keys, ledger keys and execution names. */
export const runId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/,
    'must be 1 to 60 letters, digits, dashes and underscores, starting with a letter or digit',
  );

/** `s3://bucket/key`. */
export const s3Uri = z
  .string()
  .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.{1,1024}$/s, 'must look like s3://bucket/key');

/** Formats that a source may have. */
export const sourceFormat = z.enum(['jsonl', 'csv', 'json']);
export type SourceFormatName = z.infer<typeof sourceFormat>;

/** Delimiters that a CSV source may have. */
export const csvDelimiter = z.enum(CSV_DELIMITERS);

/** Formats that a data set may have. */
export const datasetFormat = z.enum(DATASET_FORMATS);

/** Compressions that a data set may have. */
export const datasetCompression = z.enum(DATASET_COMPRESSIONS);

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "must be a duration such as '2 seconds'");

const size = z
  .string()
  .refine(
    (text) => (parseSize(text) ?? 0) >= leastObjectBytes,
    "must be a size of 64 MB at least, such as '1 GB'",
  );

/** Options that tune one run; each overrides what task and construct say. */
export const tuningInput = {
  maxConcurrency: z.int().min(1).max(10_000).optional(),
  /** Find the best concurrency up to maxConcurrency while the run goes on; else it is maxConcurrency all the time. Default true. */
  adaptiveConcurrency: z.boolean().optional(),
  unitItems: z.union([z.literal('auto'), z.int().min(1).max(1_000_000)]).optional(),
  toleratedFailurePercentage: z.number().min(0).max(100).optional(),
  toleratedFailureCount: z.int().min(0).optional(),
  itemConcurrency: z.int().min(1).max(1_000).optional(),
  timeout: duration.optional(),
  retries: z.int().min(0).max(100).optional(),
};

/** Where the items are: objects in S3, or the items themselves. */
export const sourceInput = z.union([
  z.strictObject({
    /** One object, or several of one format, in the order of their items. */
    uri: z.union([s3Uri, z.array(s3Uri).min(1).max(1_000)]),
    /** Default: by the key's ending, `.gz` set aside. */
    format: sourceFormat.optional(),
    /** CSV only. Default: comma. */
    delimiter: csvDelimiter.optional(),
  }),
  z.strictObject({ items: z.array(z.json()) }),
]);
export type SourceInput = z.infer<typeof sourceInput>;

/**
 * Input of the state machine, version 1. Unknown fields are refused.
 *
 * @example
 * ```json
 * { "source": { "uri": "s3://my-bucket/flights.jsonl" }, "toleratedFailurePercentage": 5 }
 * ```
 */
export const executionInput = z.strictObject({
  version: z.literal(1).default(1),
  /** Default: the execution's name. */
  runId: runId.optional(),
  source: sourceInput,
  format: datasetFormat.default('jsonl'),
  compress: datasetCompression.default('none'),
  /**
   * Bound of one object of the data set, where several are wanted (`data-00001.jsonl`, ...): 64 MB at least. Objects hold
   * whole outputs of units, so one may exceed it if a unit's output does. Default: one object.
   */
  maxObjectSize: size.optional(),
  ...tuningInput,
});
/** Units stay as they were cut. */
const { unitItems: _, ...retryTuning } = tuningInput;

/**
 * Input of the state machine that runs again what failed or never ran, of a run that has ended. Its source, format and
 * all that is not given here are the run's.
 *
 * @example
 * ```json
 * { "retry": true, "runId": "flight-delays-20260801", "timeout": "10 seconds" }
 * ```
 */
export const retryInput = z.strictObject({
  version: z.literal(1).default(1),
  retry: z.literal(true),
  runId,
  ...retryTuning,
});
export type RetryInput = z.output<typeof retryInput>;
export type RetryInputGiven = z.input<typeof retryInput>;

export type ExecutionInput = z.output<typeof executionInput>;
export type ExecutionInputGiven = z.input<typeof executionInput>;
