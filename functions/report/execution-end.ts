import * as z from 'zod';

/**
 * EventBridge's "Step Functions Execution Status Change", of executions that ended other than by success. Of its detail
 * only what Step Functions always gives: it leaves the input out of events over 248 KB.
 */
export const executionEnd = z.object({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
  }),
});
export type ExecutionEnd = z.infer<typeof executionEnd>;
