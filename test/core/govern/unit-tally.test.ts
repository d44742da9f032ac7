import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tallyState, type UnitChange, UnitTally } from '../../../core/govern/unit-tally.ts';

const none = { done: 0, failed: 0, rows: 0, attempts: 0, runMs: 0, errors: 0, throttles: 0 };
const mostUnits = 20;

const counters = fc.record({
  done: fc.nat(99),
  failed: fc.nat(99),
  rows: fc.nat(99),
  attempts: fc.nat(99),
  // Quarters, so that sums are exact in any order.
  runMs: fc.nat(999).map((quarters) => quarters / 4),
  errors: fc.nat(99),
  throttles: fc.nat(99),
});

/** What becomes of one unit: claims and heartbeats, each later than the one before, and a commit perhaps. */
const history = fc
  .record({
    startedAt: fc.nat(1_000),
    steps: fc.array(
      fc.record({ after: fc.integer({ min: 1, max: 9_000 }), progress: counters, leaseMs: fc.nat(20_000) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    commits: fc.boolean(),
  })
  .map(({ startedAt, steps, commits }) => {
    let updatedAt = startedAt;
    return steps.map(({ after, progress, leaseMs }, at): Omit<UnitChange, 'unit'> => {
      updatedAt += after;
      const state = commits && at === steps.length - 1 ? 'committed' : 'claimed';
      return { state, progress, startedAt, leaseUntil: updatedAt + leaseMs, updatedAt };
    });
  });

/** All that became of the units of a run, told in any order, some of it several times, in pages. */
const told = fc
  .array(history, { minLength: 1, maxLength: mostUnits })
  .map((histories) => histories.map((steps, unit) => steps.map((step): UnitChange => ({ ...step, unit }))))
  .chain((histories) => {
    const all = histories.flat();
    return fc
      .tuple(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.tuple(fc.constantFrom(...all), fc.nat())),
        fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
      )
      .map(([order, repeats, sizes]) => {
        const sequence = [...order];
        for (const [change, at] of repeats) sequence.splice(at % (sequence.length + 1), 0, change);
        const pages: UnitChange[][] = [];
        while (sequence.length > 0) pages.push(sequence.splice(0, sizes.next().value ?? 1));
        return { histories, pages };
      });
  });

/** What the tally says, whatever way it came to it. */
function describeTally(tally: UnitTally) {
  const { sums, committed, begun, medianMs } = tally;
  const at = 5_000;
  const byUnit = (a: { unit: number }, b: { unit: number }) => a.unit - b.unit;
  return {
    sums,
    committed,
    begun,
    medianMs,
    running: tally.runningAt(at),
    oldestMs: tally.oldestRunningMs(at),
    straggling: tally.straggling(at, 10).toSorted(byUnit),
    silent: tally.silent(at, 1_000).toSorted(byUnit),
  };
}

function takeInOrder(histories: readonly UnitChange[][]): UnitTally {
  const tally = new UnitTally(histories.length);
  for (const change of histories.flat().toSorted((a, b) => a.updatedAt - b.updatedAt)) tally.take([change]);
  return tally;
}

const reopen = (tally: UnitTally) =>
  new UnitTally(tallyState.parse(JSON.parse(JSON.stringify(tally.keep()))));

describe('changes in any order, told any number of times', () => {
  test('add up to the last state of each unit', () => {
    fc.assert(
      fc.property(told, ({ histories, pages }) => {
        const tally = new UnitTally(histories.length);
        for (const page of pages) tally.take(page);

        const last = histories.flatMap((steps) => steps.slice(-1));
        const sum = (name: keyof typeof none) => last.reduce((all, { progress }) => all + progress[name], 0);
        expect(tally.sums).toEqual({
          done: sum('done'),
          failed: sum('failed'),
          rows: sum('rows'),
          attempts: sum('attempts'),
          runMs: sum('runMs'),
          errors: sum('errors'),
          throttles: sum('throttles'),
        });
        expect(tally.committed).toBe(last.filter(({ state }) => state === 'committed').length);
        expect(tally.begun).toBe(last.filter(({ state }) => state === 'claimed').length);
        expect(describeTally(tally)).toEqual(describeTally(takeInOrder(histories)));
      }),
    );
  });

  test('add nothing once they are known, and never less than nothing', () => {
    fc.assert(
      fc.property(told, ({ histories, pages }) => {
        const tally = new UnitTally(histories.length);
        for (const page of pages)
          for (const added of Object.values(tally.take(page))) expect(added).toBeGreaterThanOrEqual(0);
        for (const page of pages) expect(tally.take(page)).toEqual({ ...none, unitMs: 0 });
      }),
    );
  });

  test('may be kept and reopened at any moment, which changes nothing', () => {
    fc.assert(
      fc.property(
        told,
        fc.infiniteStream(fc.boolean()),
        fc.nat(mostUnits),
        ({ histories, pages }, kept, copied) => {
          const straight = new UnitTally(histories.length);
          let broken = new UnitTally(histories.length);
          for (const page of pages) {
            expect(broken.take(page)).toEqual(straight.take(page));
            for (const tally of [straight, broken]) tally.noteCopy(copied, 3_000);
            if (kept.next().value) broken = reopen(broken);
            expect(describeTally(broken)).toEqual(describeTally(straight));
          }
          expect(broken.keep()).toEqual(straight.keep());
        },
      ),
    );
  });
});

describe('a unit', () => {
  const change = (given: Partial<UnitChange> = {}): UnitChange => ({
    unit: 0,
    state: 'claimed',
    progress: none,
    startedAt: 1_000,
    leaseUntil: 16_000,
    updatedAt: 1_000,
    ...given,
  });

  test('adds what it did since it was heard of last, and the time in between', () => {
    const tally = new UnitTally(2);
    expect(tally.take([change()])).toEqual({ ...none, unitMs: 0 });
    const beat = { ...none, done: 5, attempts: 6, runMs: 1_500, errors: 1, throttles: 1 };
    expect(tally.take([change({ progress: beat, updatedAt: 4_000 })])).toEqual({ ...beat, unitMs: 3_000 });

    const end = { ...beat, done: 9, failed: 2, rows: 7, attempts: 12, runMs: 4_000 };
    const delta = tally.take([change({ state: 'committed', progress: end, updatedAt: 9_000 })]);

    expect(delta).toEqual({ ...none, done: 4, failed: 2, rows: 7, attempts: 6, runMs: 2_500, unitMs: 5_000 });
    expect(tally.medianMs / 8_000).toBeCloseTo(1, 1);
  });

  test('whose attempt died falls back to its checkpoint, and its time counts from the new claim', () => {
    const tally = new UnitTally(1);
    tally.take([change({ progress: { ...none, done: 8 }, updatedAt: 4_000 })]);

    const back = { startedAt: 20_000, updatedAt: 20_000, leaseUntil: 35_000, progress: { ...none, done: 3 } };
    expect(tally.take([change(back)])).toEqual({ ...none, unitMs: 0 });
    expect(tally.sums.done).toBe(3);
    expect(tally.take([change({ ...back, updatedAt: 21_000 })]).unitMs).toBe(1_000);
  });

  test('that is committed is done, whatever is heard of it later, and one beyond the run is none', () => {
    const tally = new UnitTally(1);
    tally.take([change({ state: 'committed', progress: { ...none, done: 8 }, updatedAt: 2_000 })]);

    tally.take([change({ progress: { ...none, done: 1 }, updatedAt: 3_000 }), change({ unit: 1 })]);

    expect(describeTally(tally)).toMatchObject({ sums: { done: 8 }, committed: 1, begun: 0, silent: [] });
  });

  test('runs while its lease holds, is silent some time after, and no longer once a copy runs', () => {
    const tally = new UnitTally(1);
    tally.take([change({ updatedAt: 2_000 })]);

    expect(tally.runningAt(15_999)).toBe(1);
    expect(tally.runningAt(16_000)).toBe(0);
    expect(tally.silent(21_000, 5_000)).toEqual([]);
    expect(tally.silent(21_001, 5_000)).toEqual([{ unit: 0, silentMs: 19_001 }]);
    tally.noteCopy(0, 21_001);
    expect(tally.silent(26_001, 5_000)).toEqual([]);
    expect(tally.silent(26_002, 5_000)).toEqual([{ unit: 0, silentMs: 24_002 }]);
  });

  test('that has a copy is no straggler for another, also after a heartbeat', () => {
    const tally = new UnitTally(1);
    tally.take([change()]);
    expect(tally.straggling(2_000, 10)).toMatchObject([{ unit: 0, startedAtMs: 1_000, hasBackup: false }]);

    tally.noteCopy(0, 2_000);
    tally.take([change({ updatedAt: 4_000, leaseUntil: 19_000 })]);

    expect(tally.straggling(5_000, 10)).toMatchObject([
      { unit: 0, startedAtMs: 1_000, hasBackup: true, report: { items: 10, afterMs: 3_000 } },
    ]);
    expect(tally.straggling(19_000, 10)).toEqual([]);
  });
});
