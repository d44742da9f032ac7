import * as z from 'zod';
import { DATASET_COMPRESSIONS, DATASET_FORMATS } from '../dataset-formats/format.ts';
import { CSV_DELIMITERS } from '../splitting/format.ts';
import { isItemTimeout, itemTimeoutForm } from '../task/item-timeout.ts';
import { parseSize } from '../task/size.ts';
import { inlineItem } from './inline-item.ts';
import { s3Uri } from './source-uri.ts';

/** Bounded lower, a data set would be crumbs, and units' outputs larger than their objects. */
const leastObjectBytes = 64 * 1024 ** 2;
/** S3's largest object when multipart uploads have 10,000 parts of 5 GiB: larger, a bound would be none. */
const mostObjectBytes = 50_000 * 1024 ** 3;
/** DynamoDB takes no number but 0 that is smaller than 1e-130; nobody means one. */
const leastPercentage = 1e-6;

/** A run id: it stands in S3 keys, ledger keys and execution names. */
export const runId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/,
    'must be 1 to 60 letters, digits, dashes and underscores, starting with a letter or digit',
  );

/** Formats that a source may have. */
export const sourceFormat = z.enum(['jsonl', 'csv', 'json']);
export type SourceFormatName = z.infer<typeof sourceFormat>;

/** Delimiters that a CSV source may have. */
export const csvDelimiter = z.enum(CSV_DELIMITERS);

/** Formats that a data set may have. */
export const datasetFormat = z.enum(DATASET_FORMATS);

/** Compressions that a data set may have. */
export const datasetCompression = z.enum(DATASET_COMPRESSIONS);

const duration = z.string().refine(isItemTimeout, `must be ${itemTimeoutForm}`);

const size = z.string().refine((text) => {
  const bytes = parseSize(text) ?? 0;
  return bytes >= leastObjectBytes && bytes <= mostObjectBytes;
}, "must be a size such as '1 GB', from '64 MB' to '50000 GB'");

const percentage = z
  .number()
  .min(0)
  .max(100)
  .refine((number) => number === 0 || number >= leastPercentage, `must be 0, or ${leastPercentage} at least`);

/** Options that tune one run; each overrides what task and construct say. */
export const tuningInput = {
  maxConcurrency: z.int().min(1).max(10_000).optional(),
  /** Find the best concurrency up to maxConcurrency while the run goes on; else it is maxConcurrency all the time. Default true. */
  adaptiveConcurrency: z.boolean().optional(),
  unitItems: z
    .union([z.literal('auto'), z.int().min(1).max(1_000_000)], {
      error: "must be 'auto', or a whole number from 1 to 1000000",
    })
    .optional(),
  toleratedFailurePercentage: percentage.optional(),
  toleratedFailureCount: z.int().min(0).optional(),
  itemConcurrency: z.int().min(1).max(1_000).optional(),
  timeout: duration.optional(),
  retries: z.int().min(0).max(100).optional(),
};

/** An ETag or a version's id: what HTTP headers can carry. */
const objectVersion = z
  .string()
  .regex(/^[\x21-\x7e]{1,1024}$/, 'must be 1 to 1024 printable characters, as S3 gives it');

const uriSource = z
  .strictObject({
    /** One object, or several of one format, in the order of their items. */
    uri: z.union([s3Uri, z.array(s3Uri).min(1).max(1_000)], {
      error: 'must be s3://bucket/key, or a list of those',
    }),
    /** Default: by the key's ending, `.gz` set aside. */
    format: sourceFormat.optional(),
    /** CSV only. Default: comma. */
    delimiter: csvDelimiter.optional(),
    /**
     * ETag that the object must have, quoted or not: the run is refused if it is another object by now. For one object only.
     * Default: whatever is there when the run is planned.
     */
    etag: objectVersion.optional(),
    /** Version that must be the object's newest, in a bucket with versioning. For one object only. */
    versionId: objectVersion.optional(),
  })
  .superRefine(({ uri, etag, versionId }, context) => {
    if (!Array.isArray(uri)) return;
    for (const [name, value] of Object.entries({ etag, versionId })) {
      if (value === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'must be left out: it is for one object, not for a list',
      });
    }
  });

/** Where the items are: objects in S3, or the items themselves. */
export const sourceInput = z.union([uriSource, z.strictObject({ items: z.array(inlineItem) })], {
  error: 'must say where the items are: { "uri": "s3://bucket/key" }, or { "items": [...] }',
});
export type SourceInput = z.infer<typeof sourceInput>;

/**
 * Input of the state machine, version 1. Unknown fields are refused, and an input that is refused starts nothing.
 *
 * @example
 * ```json
 * { "source": { "uri": "s3://my-bucket/flights.jsonl" }, "toleratedFailurePercentage": 5 }
 * ```
 * @example
 * ```ts
 * import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
 * import { type ExecutionInputGiven, executionInput } from 'fanfold/client';
 *
 * export async function start(stateMachineArn: string, input: ExecutionInputGiven): Promise<string | undefined> {
 *   // Throws what Plan would refuse.
 *   const text = JSON.stringify(executionInput.parse(input));
 *   const { executionArn } = await new SFNClient().send(new StartExecutionCommand({ stateMachineArn, input: text }));
 *   return executionArn;
 * }
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
