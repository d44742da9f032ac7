import { z } from 'zod';

const countsSchema = z.strictObject({
  pending: z.number(),
  running: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  timedOut: z.number(),
  aborted: z.number(),
  pendingRedrive: z.number().default(0),
  failuresNotRedrivable: z.number().default(0),
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
  redriveCount: z.number().int().default(0),
  redriveDate: z.number().optional(),
  /** The last export: in which redrive it was, and all files of succeeded children so far. */
  exported: z
    .strictObject({
      redriveCount: z.number().int(),
      succeeded: z.array(z.strictObject({ Key: z.string(), Size: z.number() })),
    })
    .optional(),
});
/** One Map Run as it is kept. */
export type MapRunRecord = z.infer<typeof mapRunRecordSchema>;
