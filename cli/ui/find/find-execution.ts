import type { RunSource } from '../follow/run-source.ts';
import { listRuns, type RunIds } from './list-runs.ts';

/** ARN of the latest execution of a run that the ledger doesn't know, if it is among the pipeline's latest. */
export async function findExecution(
  source: RunSource,
  runId: string,
  ids: RunIds,
): Promise<string | undefined> {
  const runs = await listRuns(source, ids);
  return runs.find((run) => run.runId === runId)?.executionArn;
}
