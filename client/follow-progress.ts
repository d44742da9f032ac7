import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger } from '../aws/ledger/index.ts';
import { createPause } from './pause.ts';
import { noProgress, type RunProgress } from './progress.ts';
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
}): AsyncGenerator<RunProgress> {
  const { ledger, runId, executionArn, tally } = options;
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
      const page = await ledger.readProgress(runId, run.shards, cursor);
      cursor = page.cursor;
      tally.take(page.changed);
      yield describe(tally, run.items ?? 0, run.units);
    }
    if (last) return;
    const timer = new AbortController();
    await Promise.race([ended, wait(pause(), undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
  }
}

function describe(tally: UnitTally, items: number, units: number): RunProgress {
  const { committed, running, done, failed, rows } = tally.sums();
  return {
    phase: committed >= units ? 'finishing' : 'running',
    items: { total: items, done, failed },
    units: { total: units, committed, running },
    rows,
  };
}
