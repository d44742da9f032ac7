import { expect, test } from 'vitest';
import { type ChangedUnit, noProgress as noUnitProgress, type RunRow } from '../../aws/ledger/index.ts';
import { followProgress, type ProgressLedger } from '../../client/follow-progress.ts';
import { createPause } from '../../client/pause.ts';
import { noProgress, type RunProgress } from '../../client/progress.ts';
import { readRunSoFar } from '../../client/run-so-far.ts';
import { createUnitTally } from '../../client/unit-tally.ts';

const row = (change: Partial<RunRow> = {}): RunRow => ({
  runId: 'run-1',
  task: 'double',
  status: 'RUNNING',
  epoch: 1,
  generation: 1,
  executionArn: 'arn:now',
  openedAt: 0,
  source: [],
  settings: { codeDigest: '00', format: 'jsonl', compress: 'none', timeoutMs: 1, retries: 0 },
  items: 20,
  units: 2,
  shards: 1,
  ...change,
});
const unit = (number: number, state: ChangedUnit['state'], done: number): ChangedUnit => ({
  unit: number,
  state,
  attempt: 1,
  epoch: 1,
  generation: 1,
  progress: { ...noUnitProgress, done, failed: 1, rows: done - 1 },
  startedAt: 1_000,
  leaseUntil: 16_000,
  updatedAt: 2_000,
});

/** A ledger that shows one moment after the other. */
function ledgerOf(moments: { run: RunRow | undefined; changed?: ChangedUnit[] }[]) {
  const cursors: number[] = [];
  let at = -1;
  const ledger: ProgressLedger = {
    async getRun() {
      at = Math.min(at + 1, moments.length - 1);
      return moments[at]?.run;
    },
    async readProgress(_runId, _shards, cursor) {
      cursors.push(cursor);
      return { cursor: at, changed: moments[at]?.changed ?? [] };
    },
  };
  return { ledger, cursors };
}

test('tells where the run stands until it ends, reading only what changed', async () => {
  const { ledger, cursors } = ledgerOf([
    { run: undefined },
    { run: row({ executionArn: 'arn:earlier' }) },
    { run: row(), changed: [unit(0, 'claimed', 4)] },
    { run: row(), changed: [unit(0, 'committed', 10), unit(1, 'committed', 10)] },
  ]);
  const end = Promise.withResolvers<void>();
  const seen: RunProgress[] = [];
  const options = { ledger, runId: 'run-1', executionArn: 'arn:now', tally: createUnitTally() };
  for await (const progress of followProgress({ ...options, ended: end.promise })) {
    seen.push(progress);
    if (seen.length === 4) end.resolve();
  }
  const running = {
    phase: 'running',
    items: { total: 20, done: 4, failed: 1 },
    units: { total: 2, committed: 0, running: 1 },
    rows: 3,
  };
  const finishing = {
    phase: 'finishing',
    items: { total: 20, done: 20, failed: 2 },
    units: { total: 2, committed: 2, running: 0 },
    rows: 18,
  };
  // The last is told after the end.
  expect(seen).toEqual([noProgress, noProgress, running, finishing, finishing]);
  expect(cursors).toEqual([0, 2, 3]);
});

test('ends also when the wait for the end fails: that is told by result()', async () => {
  const { ledger } = ledgerOf([{ run: row() }]);
  const options = { ledger, runId: 'run-1', executionArn: 'arn:now', tally: createUnitTally() };
  const ended = Promise.reject(new Error('gone'));
  for await (const progress of followProgress({ ...options, ended })) expect(progress.units.total).toBe(2);
});

test('what a run id has done before counts committed units only', async () => {
  const changed = [unit(0, 'committed', 10), unit(1, 'claimed', 7)];
  const { ledger } = ledgerOf([{ run: row({ status: 'FAILED' }), changed }]);
  expect(await readRunSoFar(ledger, 'run-1', createUnitTally())).toEqual({
    executionArn: 'arn:now',
    status: 'FAILED',
    items: { total: 20, done: 10, failed: 1 },
    units: { total: 2, committed: 1 },
  });
  const rejected = ledgerOf([{ run: row({ status: 'REJECTED' }) }]).ledger;
  expect(await readRunSoFar(rejected, 'run-1', createUnitTally())).toBeUndefined();
});

test('asks fast at first, then once a second', () => {
  let now = 0;
  const pause = createPause(() => now);
  const pauses = [0, 2_000, 10_000, 60_000].map((at) => {
    now = at;
    return pause();
  });
  expect(pauses).toEqual([100, 100, 500, 1_000]);
});
