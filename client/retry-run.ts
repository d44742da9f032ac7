import { type RetryInputGiven, retryInput } from '../core/contracts/execution-input.ts';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import { refuseAll } from '../core/errors/problems.ts';
import { beginRun, type ClientSurroundings } from './begin-run.ts';
import type { RunHandle } from './run-handle.ts';

/** Options of a retry: they override what the run itself was given. What is left out stays as it was. */
export type RetryOptions = Omit<RetryInputGiven, 'version' | 'retry' | 'runId'>;

/**
 * Runs again what failed or never ran, of a run that has ended.
 * @throws FanfoldError `InvalidRunInput` naming every problem, `InvalidUsage` when there is no such run
 */
export async function retryRun(
  around: ClientSurroundings,
  runId: string,
  options: RetryOptions,
): Promise<RunHandle> {
  const given = retryInput.safeParse({ ...options, version: 1, retry: true, runId });
  if (!given.success) {
    const problems = given.error.issues.map(({ path, message }) => `\`${path.join('.')}\`: ${message}`);
    throw refuseAll('InvalidRunInput', 'The run can not be retried', problems);
  }
  if ((await around.ledger.getRun(runId)) === undefined) throw noSuchRun(runId, around.pipeline.task);
  return beginRun(around, runId, given.data);
}

/** The refusal of a run id that the ledger doesn't know. */
export function noSuchRun(runId: string, task: string): FanfoldError {
  return new FanfoldError('InvalidUsage', `there is no run ${runId} of task ${task}; runs are kept 90 days`);
}
