import { type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { isExecutionRunning } from '../aws/executions.ts';
import type { RunLedger } from './run-ledger.ts';

/**
 * What a request to stop a run did.
 * - `stopping`: no item starts from now on, those that run are told by their AbortSignal, what is done is kept, and the
 *   execution ends by itself within seconds
 * - `aborted`: nothing was planned yet, so the execution was ended by StopExecution
 * - `ending`: nothing; every unit is done and the data set is being sealed, or the run is being ended already
 * - `ended`: nothing; the run had ended before
 */
export type StopAnswer = 'stopping' | 'aborted' | 'ending' | 'ended';

/** Stops a run so that what is done is kept. Which way is right, its row says. */
export async function stopRun(
  { sfn, ledger }: { sfn: SFNClient; ledger: RunLedger },
  { runId, executionArn }: { runId: string; executionArn: string },
  cause: string,
): Promise<StopAnswer> {
  if (!(await isExecutionRunning(sfn, executionArn))) return 'ended';
  const run = await ledger.getRun(runId);
  if (run?.executionArn !== executionArn || run.status === 'PLANNING') {
    // Plan has not opened the run yet, or is finding its items: there is no Govern that could end it.
    await abortExecution(sfn, executionArn, cause);
    return 'aborted';
  }
  const ending = { reason: 'STOPPED', message: cause, at: Date.now() } as const;
  if (run.status === 'RUNNING' && (await ledger.endRun(runId, run.epoch, ending))) return 'stopping';
  return 'ending';
}

/** Ends an execution at once, by StopExecution: what its units have committed is kept, and nothing else. */
export async function abortExecution(sfn: SFNClient, executionArn: string, cause: string): Promise<void> {
  await sfn.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause }));
}
