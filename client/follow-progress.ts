import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger, RunRow } from '../aws/ledger/index.ts';
import { createPause } from './pause.ts';
import { type GovernorProgress, noProgress, type RunProgress } from './progress.ts';
import type { UnitTally } from './unit-tally.ts';

/** What following needs of the ledger. */
export type ProgressLedger = Pick<Ledger, 'getRun' | 'readProgress'>;

/**
 * Where a run stands, again and again until `ended` settles, and once after that. Polls the ledger, fast at first, then
 * once a second; only rows that changed are read.
 */
export async function* followProgress(options: {
  ledger: ProgressLedger;
  runId: string;
  executionArn: string;
  tally: UnitTally;
  ended: Promise<unknown>;
  /** Reads what Govern last wrote in an epoch of the run. Default: nothing of it is told. */
  readGovernor?: (epoch: number) => Promise<GovernorProgress | undefined>;
}): AsyncGenerator<RunProgress> {
  const { ledger, runId, executionArn, tally, readGovernor = async () => undefined } = options;
  let over = false;
  const ended = options.ended.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  let cursor = 0;
  const pause = createPause();
  for (;;) {
    const last = over;
    const run = await ledger.getRun(runId);
    // Until Plan opened the run for this execution, the row is an earlier execution's.
    if (run === undefined || run.executionArn !== executionArn || run.units === undefined) {
      yield noProgress;
    } else {
      const [page, governor] = await Promise.all([
        ledger.readProgress(runId, run.shards, cursor),
        run.status === 'RUNNING' ? readGovernor(run.epoch) : undefined,
      ]);
      cursor = page.cursor;
      tally.take(page.changed);
      // Shutting the door is another epoch, too, but what was running then has kept what it had done.
      if (run.status === 'RUNNING') tally.enter(run);
      yield describe(tally, { ...run, units: run.units }, governor);
    }
    if (last) return;
    const timer = new AbortController();
    await Promise.race([ended, wait(pause(), undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
  }
}

function describe(
  tally: UnitTally,
  { items = 0, units, status, ending }: RunRow & { units: number },
  governor: GovernorProgress | undefined,
): RunProgress {
  const { committed, running, done, failed, rows } = tally.sums();
  return {
    phase: committed >= units || status !== 'RUNNING' ? 'finishing' : 'running',
    items: { total: items, done, failed },
    units: { total: units, committed, running },
    rows,
    ...(ending !== undefined && { ending }),
    ...(governor !== undefined && { governor }),
  };
}
