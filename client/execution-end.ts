import { setTimeout as wait } from 'node:timers/promises';
import { DescribeExecutionCommand, type DescribeExecutionOutput, type SFNClient } from '@aws-sdk/client-sfn';

/** How an execution ended, as DescribeExecution tells it. */
export interface ExecutionEnd {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  startedAt: Date;
  error?: string;
  cause?: string;
}

const firstWaitMs = 100;
const longestWaitMs = 1_000;

/**
 * Waits until an execution ended: DescribeExecution after 100 ms, then ever slower, once a second at most (its quota
 * refills 10 to 15 calls a second for the whole account).
 */
export async function awaitExecutionEnd(sfn: SFNClient, executionArn: string): Promise<ExecutionEnd> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 1.4, longestWaitMs)) {
    const end = toEnd(await sfn.send(new DescribeExecutionCommand({ executionArn })));
    if (end !== undefined) return end;
    await wait(waitMs);
  }
}

function toEnd(execution: DescribeExecutionOutput): ExecutionEnd | undefined {
  const { status, startDate, error, cause } = execution;
  if (status !== 'SUCCEEDED' && status !== 'FAILED' && status !== 'TIMED_OUT' && status !== 'ABORTED')
    return undefined;
  return {
    status,
    startedAt: startDate ?? new Date(0),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}
