import * as z from 'zod';
import { reportDetails, timeQuantiles } from './report-details.ts';
import { completionReason, datasetReference, outcomeCounts } from './run-result.ts';

const milliseconds = z.number().min(0);

/** Items that one execution environment ran, and how many of them failed. */
export const environmentOutcome = z.strictObject({
  environment: z.string(),
  items: z.int().min(0),
  failed: z.int().min(0),
  /** failed / items. */
  failureRate: z.number().min(0).max(1),
});
export type EnvironmentOutcome = z.infer<typeof environmentOutcome>;

/** What a report has said from the first version on. */
const outline = z.strictObject({
  version: z.literal(1),
  runId: z.string(),
  task: z.string(),
  generation: z.int().min(1),
  status: z.enum(['SUCCEEDED', 'FAILED']),
  completionReason,
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  items: outcomeCounts,
  units: outcomeCounts,
  rows: z.int().min(0),
  dataset: datasetReference.nullable(),
  failures: z.strictObject({ uri: z.string(), codes: z.record(z.string(), z.int().min(0)) }).nullable(),
  timing: z.strictObject({
    startedAt: z.string(),
    endedAt: z.string(),
    /** From the start of the (last) execution to this report. */
    wallMs: milliseconds,
    /** Sum of the run times of the items that this execution ran: what one thread would have needed for them. */
    sequentialMs: milliseconds,
    /** sequentialMs / wallMs. Under 1: the items are too small for a fan-out to pay. */
    speedup: z.number().min(0),
    units: timeQuantiles,
    items: timeQuantiles,
  }),
  /** busyMs = item run time; provisionedMs = billed time x slots (items a unit may run side by side), init included. */
  utilization: z.strictObject({
    busyMs: milliseconds,
    provisionedMs: milliseconds,
    /** busyMs / provisionedMs. */
    ratio: z.number().min(0),
  }),
  environments: z.strictObject({
    total: z.int().min(0),
    /** Mean over environments of failed / items. */
    meanFailureRate: z.number().min(0).max(1),
    /** Those with the highest failure rate, at most 5, none without a failure. */
    worst: z.array(environmentOutcome),
  }),
});

/** `runs/<runId>/report.json`, version 1: what the run did, what took the time. Made for every end of a run. */
export const runReport = z.strictObject({ ...outline.shape, ...reportDetails.shape });
export type RunReport = z.infer<typeof runReport>;

/**
 * What every report has said: one of an earlier version is read as this, its cost as the sum only. Details that it has already are
 * left out, since they may lack what there is now.
 */
export const earlierReport = z.object({ ...outline.shape, cost: z.object({ usd: z.number().min(0) }) });
export type EarlierReport = z.infer<typeof earlierReport>;

/** Any report that may lie in a bucket; `'advice' in report` tells the two apart. */
export const anyReport = z.union([runReport, earlierReport]);
export type AnyReport = z.infer<typeof anyReport>;
