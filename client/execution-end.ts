import { setTimeout as wait } from 'node:timers/promises';
import { DescribeExecutionCommand, type DescribeExecutionOutput, type SFNClient } from '@aws-sdk/client-sfn';
import { createPause } from './pause.ts';

/** How an execution ended, as DescribeExecution tells it. */
export interface ExecutionEnd {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  startedAt: Date;
  error?: string;
  cause?: string;
}

/**
 * Waits until an execution ended. DescribeExecution is asked ever slower, so that the wait adds 5 % to the run at most: from
 * ten times a second to once a second after 20 s (its quota refills 10 to 15 calls a second for the whole account).
 * @throws the signal's AbortError when it ends the wait
 */
export async function awaitExecutionEnd(
  sfn: SFNClient,
  executionArn: string,
  signal: AbortSignal,
): Promise<ExecutionEnd> {
  const pause = createPause();
  for (;;) {
    const end = toEnd(await sfn.send(new DescribeExecutionCommand({ executionArn })));
    if (end !== undefined) return end;
    await wait(pause(), undefined, { signal });
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
