import { z } from 'zod';

const countsSchema = z.strictObject({
  pending: z.number(),
  running: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  timedOut: z.number(),
  aborted: z.number(),
  resultsWritten: z.number(),
});

/** What is kept of a Map Run across restarts, in `map-run.json` of its folder. */
export const mapRunRecordSchema = z.strictObject({
  id: z.string(),
  arn: z.string(),
  executionArn: z.string(),
  label: z.string(),
  /** The children's machine: `…:stateMachine:<machine>/<label>`. */
  stateMachineArn: z.string(),
  machineName: z.string(),
  roleArn: z.string(),
  executionType: z.enum(['STANDARD', 'EXPRESS']),
  /** JSON text of the children's definition. */
  childDefinition: z.string(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED']),
  /** Milliseconds since the epoch. */
  startDate: z.number(),
  stopDate: z.number().optional(),
  maxConcurrency: z.number(),
  toleratedFailureCount: z.number().optional(),
  toleratedFailurePercentage: z.number().optional(),
  itemCounts: countsSchema,
  executionCounts: countsSchema,
});
/** One Map Run as it is kept. */
export type MapRunRecord = z.infer<typeof mapRunRecordSchema>;
