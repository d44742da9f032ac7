import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';

/** True if the execution is running; false if it ended or isn't known any more. */
export async function isExecutionRunning(client: SFNClient, executionArn: string): Promise<boolean> {
  try {
    return (await client.send(new DescribeExecutionCommand({ executionArn }))).status === 'RUNNING';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}

/** When an execution began and ended, in epoch milliseconds, and what it ended as. */
export async function describeExecution(client: SFNClient, executionArn: string) {
  const { status, startDate, stopDate, error, cause } = await client.send(
    new DescribeExecutionCommand({ executionArn }),
  );
  return {
    status: status ?? 'RUNNING',
    startedAt: startDate?.getTime() ?? 0,
    stoppedAt: stopDate?.getTime(),
    error,
    cause,
  };
}
