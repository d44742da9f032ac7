import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChangedUnit, noProgress } from '../../aws/ledger/index.ts';
import { createUnitTally } from '../../client/unit-tally.ts';

const unit = (change: Partial<ChangedUnit>): ChangedUnit => ({
  unit: 0,
  state: 'claimed',
  attempt: 1,
  epoch: 1,
  generation: 1,
  progress: noProgress,
  startedAt: 1_000,
  leaseUntil: 16_000,
  updatedAt: 2_000,
  ...change,
});

const progress = (done: number, failed: number, rows: number) => ({ ...noProgress, done, failed, rows });

test('sums equal those over the last state of each unit, however often it is told', () => {
  const change = fc.record({
    unit: fc.nat(5),
    state: fc.constantFrom('claimed' as const, 'committed' as const),
    attempt: fc.integer({ min: 1, max: 3 }),
    done: fc.nat(100),
    failed: fc.nat(100),
    rows: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(fc.array(change)), (drawn) => {
      const pages = drawn.map((page) =>
        page.map(({ done, failed, rows, ...row }) =>
          unit({ ...row, progress: progress(done, failed, rows) }),
        ),
      );
      const tally = createUnitTally();
      for (const page of pages) tally.take(page);
      const last = [...new Map(pages.flat().map((each) => [each.unit, each])).values()];
      const sum = (pick: (each: ChangedUnit) => number) =>
        last.reduce((total, each) => total + pick(each), 0);
      expect(tally.sums()).toEqual({
        committed: last.filter(({ state }) => state === 'committed').length,
        running: last.filter(({ state }) => state === 'claimed').length,
        done: sum(({ progress }) => progress.done),
        failed: sum(({ progress }) => progress.failed),
        rows: sum(({ progress }) => progress.rows),
      });
    }),
  );
});

test('a claim of an execution that is over counts again only when a later one has it', () => {
  const tally = createUnitTally();
  const stale = unit({ progress: progress(7, 1, 6) });
  tally.take([stale, unit({ unit: 1, state: 'committed', progress: progress(10, 0, 10) })]);
  expect(tally.sums()).toMatchObject({ running: 1, done: 17 });
  tally.enter({ epoch: 3, generation: 1 });
  tally.take([stale]);
  expect(tally.sums()).toEqual({ committed: 1, running: 0, done: 10, failed: 0, rows: 10 });
  tally.take([unit({ attempt: 2, epoch: 3, progress: progress(3, 0, 3) })]);
  expect(tally.sums()).toEqual({ committed: 1, running: 1, done: 13, failed: 0, rows: 13 });
});

test('what failed in an earlier generation is to be done again, what succeeded in it is done', () => {
  const tally = createUnitTally();
  tally.take([
    unit({ state: 'committed', progress: progress(10, 3, 7) }),
    unit({ unit: 1, state: 'committed', progress: progress(10, 0, 10) }),
  ]);
  tally.enter({ epoch: 3, generation: 2 });
  tally.enter({ epoch: 3, generation: 2 });
  expect(tally.sums()).toEqual({ committed: 1, running: 0, done: 17, failed: 0, rows: 17 });
  const again = { state: 'committed' as const, attempt: 2, epoch: 3, generation: 2 };
  tally.take([unit({ ...again, progress: progress(10, 1, 9) })]);
  expect(tally.sums()).toEqual({ committed: 2, running: 0, done: 20, failed: 1, rows: 19 });
});
