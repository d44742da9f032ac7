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
  failures: z
    .strictObject({
      key: z.string(),
      count,
      codes: z.record(z.string(), count),
      /** Log group of the unit function: with `environment`, where the failures were logged. */
      logGroup: z.string().optional(),
    })
    .nullable(),
  timing: z.strictObject({
    /** Epoch milliseconds at which the handler began, and at which it had this receipt to commit. */
    startedAt: z.number(),
    endedAt: z.number(),
    /** Of the execution environment, from process start to first invocation; 0 when it was warm. */
    initMs: milliseconds,
    /** Sum of the run times of all attempts at all items. */
    runMs: milliseconds,
    /** Waiting for the first byte of the source. */
    downloadMs: milliseconds,
    uploadMs: milliseconds,
    /**
     * From the start of the unit's child workflow to its first invocation, init of a new environment left out. Absent for a
     * backup copy, which has no child workflow, and in rows of an earlier version.
     */
    queuedMs: milliseconds.optional(),
    /** Claims in the ledger, with the look at the run's door. Absent in rows of an earlier version, as what follows. */
    claimMs: milliseconds.optional(),
    /** Checkpoints and the commit. A receipt is written by its own commit: each counts as long as the claim's write took. */
    commitMs: milliseconds.optional(),
    /** From the handler's begin to its end, commit included; summed where a unit took several invocations. */
    handlerMs: milliseconds.optional(),
  }),
  /** Run times of items, microseconds, as a sparse histogram: [bucket, count] pairs. */
  itemTimes: z.array(z.tuple([count, count])),
  /** Log stream name: the identity of the execution environment. */
  environment: z.string(),
  /** Item processes forked. */
  forks: count,
  /** Largest resident memory that the unit's own process and its item process had together, MiB, by samples. */
  peakMb: z.number().min(0).optional(),
  /** Committed by a backup copy. */
  backup: z.literal(true).optional(),
  /** Its child workflow was an EXPRESS one. */
  express: z.literal(true).optional(),
});
export type Receipt = z.infer<typeof receipt>;
