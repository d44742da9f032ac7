import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangedUnit } from '../../aws/ledger/index.ts';
import { createUnitTally } from '../../client/unit-tally.ts';

const unit = (change: Partial<ChangedUnit>): ChangedUnit => ({
  unit: 0,
  state: 'claimed',
  attempt: 1,
  progress: { done: 0, failed: 0, rows: 0 },
  ...change,
});

test('sums equal those over the last state of each unit, however often it is told', () => {
  const change = fc.record({
    unit: fc.nat(5),
    state: fc.constantFrom('claimed' as const, 'committed' as const),
    attempt: fc.integer({ min: 1, max: 3 }),
    progress: fc.record({ done: fc.nat(100), failed: fc.nat(100), rows: fc.nat(100) }),
  });
  fc.assert(
    fc.property(fc.array(fc.array(change)), (pages) => {
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

test('a claim of an execution that is over counts again only when a later attempt has it', () => {
  const tally = createUnitTally();
  const stale = unit({ progress: { done: 7, failed: 1, rows: 6 } });
  tally.take([stale, unit({ unit: 1, state: 'committed', progress: { done: 10, failed: 0, rows: 10 } })]);
  tally.dropClaims();
  tally.take([stale]);
  expect(tally.sums()).toEqual({ committed: 1, running: 0, done: 10, failed: 0, rows: 10 });
  tally.take([unit({ attempt: 2, progress: { done: 3, failed: 0, rows: 3 } })]);
  expect(tally.sums()).toEqual({ committed: 1, running: 1, done: 13, failed: 0, rows: 13 });
});
