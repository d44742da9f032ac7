import { z } from 'zod';

/** What is kept of an execution of the top level, in a file of its own. */
export const executionRecordSchema = z.strictObject({
  arn: z.string(),
  name: z.string(),
  stateMachineArn: z.string(),
  machineName: z.string(),
  roleArn: z.string(),
  /** The definition that it started with; an update of the machine doesn't change it. */
  definition: z.string(),
  definitionDate: z.number(),
  revisionId: z.string().optional(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  /** Milliseconds since the epoch. */
  startDate: z.number(),
  stopDate: z.number().optional(),
  /** JSON texts. */
  input: z.string(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  traceHeader: z.string().optional(),
  redriveCount: z.number().int().default(0),
  redriveDate: z.number().optional(),
  /** The newest last: a call with the same token gets the same answer. */
  redriveTokens: z.array(z.strictObject({ token: z.string(), date: z.number() })).default([]),
  /** Length of the history of an execution that has ended. */
  events: z.number().int().optional(),
  /** Whether the position is kept that a redrive goes on from. */
  resumable: z.boolean().default(false),
});
/** One execution of the top level as it is kept. */
export type ExecutionRecord = z.infer<typeof executionRecordSchema>;
