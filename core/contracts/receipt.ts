import * as z from 'zod';

const count = z.int().min(0);
const milliseconds = z.number().min(0);

/** A unit's output object, under its attempt's own key. */
export const unitOutput = z.strictObject({
  key: z.string(),
  bytes: count,
  rows: count,
  /** Hex SHA-256 of the bytes. */
  sha256: z.string(),
  /** CRC64NVME of the bytes as S3 shows it: base64 of 8 big-endian bytes. */
  crc64nvme: z.string(),
});
export type UnitOutput = z.infer<typeof unitOutput>;

/** The small record that a unit returns and commits to the ledger: never the data. */
export const receipt = z.strictObject({
  unit: count,
  attempt: z.int().min(1),
  epoch: z.int().min(1),
  generation: z.int().min(1),
  firstItem: count,
  items: z.strictObject({ total: count, succeeded: count, failed: count }),
  /** Attempts at items beyond their first. */
  retries: count,
  /** Null if no row came out. */
  output: unitOutput.nullable(),
  /** Null if no item failed. */
  failures: z.strictObject({ key: z.string(), count, codes: z.record(z.string(), count) }).nullable(),
  timing: z.strictObject({
    /** Epoch milliseconds at which the handler began and ended. */
    startedAt: z.number(),
    endedAt: z.number(),
    /** Of the execution environment, from process start to first invocation; 0 when it was warm. */
    initMs: milliseconds,
    /** Sum of the run times of all attempts at all items. */
    runMs: milliseconds,
    /** Waiting for the first byte of the source. */
    downloadMs: milliseconds,
    uploadMs: milliseconds,
  }),
  /** Run times of items, microseconds, as a sparse histogram: [bucket, count] pairs. */
  itemTimes: z.array(z.tuple([count, count])),
  /** Log stream name: the identity of the execution environment. */
  environment: z.string(),
  /** Item processes forked. */
  forks: count,
});
export type Receipt = z.infer<typeof receipt>;
