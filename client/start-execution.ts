import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { FanfoldError } from '../core/errors/fanfold-error.ts';

/** Executions that one run id may have had. */
const mostExecutions = 1_000;

/**
 * Starts the next execution of a run id, named `<runId>-<n>`. Step Functions locks a name for 90 days, so n counts up
 * while it is taken. The same name with the same input gives back the execution that is still running: the caller is
 * then attached to it.
 *
 * @returns the execution's ARN
 */
export async function startExecution(
  sfn: SFNClient,
  options: { stateMachineArn: string; runId: string; input: string },
): Promise<string> {
  for (let n = 1; n <= mostExecutions; n++) {
    try {
      const { executionArn } = await sfn.send(
        new StartExecutionCommand({
          stateMachineArn: options.stateMachineArn,
          name: `${options.runId}-${n}`,
          input: options.input,
        }),
      );
      if (executionArn === undefined) throw new TypeError('StartExecution gave no executionArn');
      return executionArn;
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
  throw new FanfoldError(
    'RunInProgress',
    `run ${options.runId} has had ${mostExecutions} executions already; choose another run id`,
  );
}
