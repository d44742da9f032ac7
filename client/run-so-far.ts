import type { ProgressLedger } from './follow-progress.ts';
import type { UnitTally } from './unit-tally.ts';

/** What a run id's executions had committed when this handle was made. */
export interface RunSoFar {
  /** The run's last execution, which the ledger names. */
  executionArn: string;
  status: 'PLANNING' | 'RUNNING' | 'SEALING' | 'SUCCEEDED' | 'FAILED';
  /** Of committed units; those that failed are among the done. */
  items: { total: number; done: number; failed: number };
  units: { total: number; committed: number };
}

/** Reads what there is of a run before it is started again, and fills the tally; undefined if the run id is new. */
export async function readRunSoFar(
  ledger: ProgressLedger,
  runId: string,
  tally: UnitTally,
): Promise<RunSoFar | undefined> {
  const run = await ledger.getRun(runId);
  if (run === undefined || run.status === 'REJECTED') return undefined;
  const { changed } = await ledger.readProgress(runId, run.shards, 0);
  tally.take(changed);
  const committed = changed.filter((unit) => unit.state === 'committed');
  const sum = (name: 'done' | 'failed') => committed.reduce((total, unit) => total + unit.progress[name], 0);
  return {
    executionArn: run.executionArn,
    status: run.status,
    items: { total: run.items ?? 0, done: sum('done'), failed: sum('failed') },
    units: { total: run.units ?? 0, committed: committed.length },
  };
}
