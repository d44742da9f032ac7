import * as z from 'zod';
import { mergePlan } from './merge.ts';

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

/** Why a run is being ended before its units are. */
export const earlyEnd = z.strictObject({
  reason: completionReason.extract(['TOLERANCE_EXCEEDED', 'STOPPED', 'SOURCE_CHANGED']),
  message: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
});
export type EarlyEnd = z.infer<typeof earlyEnd>;

/** Counts of items or units at a run's end. */
export const outcomeCounts = z.strictObject({ total: count, succeeded: count, failed: count, notRun: count });
export type OutcomeCounts = z.infer<typeof outcomeCounts>;

/** One object of a delivered data set. */
export const deliveredObject = z.strictObject({ uri: z.string(), bytes: count, crc64nvme: z.string() });
export type DeliveredObject = z.infer<typeof deliveredObject>;

/** The delivered data set. */
export const datasetReference = z.strictObject({
  /** Of its only or first object. */
  uri: z.string(),
  manifest: z.string(),
  rows: count,
  /** Of all objects together. */
  bytes: count,
  /** Of all objects, one after the other. */
  crc64nvme: z.string(),
  format: z.string(),
  compress: z.string(),
  /** In order of their rows. */
  objects: z.array(deliveredObject).min(1),
});
export type DatasetReference = z.infer<typeof datasetReference>;

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
  executionArn: z.string(),
  /** What PlanMerge said last. */
  merge: mergePlan,
});
export type SealEvent = z.infer<typeof sealEvent>;

/** Event of the report function: after Seal, or for a run that ended otherwise. */
export const reportEvent = z.strictObject({ runId: z.string(), executionArn: z.string() });
export type ReportEvent = z.infer<typeof reportEvent>;
