import * as z from 'zod';

const count = z.int().min(0);

/** Why a run ended. */
export const completionReason = z.enum([
  'ALL_COMPLETED',
  'TOLERANCE_EXCEEDED',
  'INCOMPLETE',
  'STOPPED',
  'SOURCE_CHANGED',
]);
export type CompletionReason = z.infer<typeof completionReason>;

/** Counts of items or units at a run's end. */
export const outcomeCounts = z.strictObject({ total: count, succeeded: count, failed: count, notRun: count });
export type OutcomeCounts = z.infer<typeof outcomeCounts>;

/** The delivered data set. */
export const datasetReference = z.strictObject({
  uri: z.string(),
  manifest: z.string(),
  rows: count,
  bytes: count,
  crc64nvme: z.string(),
  format: z.string(),
});

/** What Seal gives to the state machine. A failed run delivers no data set. */
export const sealResult = z.strictObject({
  status: z.enum(['SUCCEEDED', 'FAILED']),
  completionReason,
  runId: z.string(),
  generation: z.int().min(1),
  items: outcomeCounts,
  units: outcomeCounts,
  dataset: datasetReference.nullable(),
  failures: z.strictObject({ uri: z.string() }).nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});
export type SealResult = z.infer<typeof sealResult>;

/** Event of the seal function. */
export const sealEvent = z.strictObject({
  runId: z.string(),
  epoch: z.int().min(1),
  executionArn: z.string(),
});
export type SealEvent = z.infer<typeof sealEvent>;

/** Event of the report function: after Seal, or for a run that ended otherwise. */
export const reportEvent = z.strictObject({ runId: z.string(), executionArn: z.string() });
export type ReportEvent = z.infer<typeof reportEvent>;
