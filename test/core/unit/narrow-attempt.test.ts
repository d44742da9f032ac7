import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { narrowAttempt, widenAttempt } from '../../../core/unit/narrow-attempt.ts';

/** A unit's row as far as narrowing goes, and what became of the unit. */
interface Narrowing {
  /** Items called guilty, in order. */
  called: number[];
  /** Attempts that died. */
  deaths: number;
}

/** Attempts after which a unit is considered stuck. */
const mostAttempts = 20_000;

/**
 * Runs a unit as the unit function does: each claim is a try, a death leaves it counted, a checkpoint begins anew.
 * @param guilty items that take every attempt down that runs them
 * @param diesByChance asked once for each attempt
 */
function runUnit(items: number, guilty: ReadonlySet<number>, diesByChance: () => boolean): Narrowing {
  const narrowing: Narrowing = { called: [], deaths: 0 };
  let [done, deaths] = [0, 0];
  let size: number | undefined;
  for (let attempts = 0; done < items; attempts++) {
    if (attempts > mostAttempts) throw new Error(`stuck with ${done} of ${items} items done`);
    const left = items - done;
    const next = narrowAttempt({ left, deaths, size });
    if (next.kind === 'guilty') {
      narrowing.called.push(done);
      [done, deaths, size] = [done + 1, 0, undefined];
      continue;
    }
    if (next.size < 1 || next.size > left) throw new Error(`${next.size} of ${left} items can't be run`);
    const holdsGuilty = [...guilty].some((item) => item >= done && item < done + next.size);
    if (diesByChance() || holdsGuilty) {
      deaths += 1;
      narrowing.deaths += 1;
      continue;
    }
    done += next.size;
    const behind = { left: items - done, deaths, size: next.size };
    size = next.size < left && behind.left > 0 ? widenAttempt(behind) : undefined;
    deaths = 0;
  }
  return narrowing;
}

const never = () => false;
const unit = fc.integer({ min: 1, max: 500 }).chain((items) =>
  fc.record({
    items: fc.constant(items),
    guilty: fc.uniqueArray(fc.nat(items - 1), { maxLength: 12 }).map((all) => all.toSorted((a, b) => a - b)),
  }),
);

/** Deaths that one guilty item may cost among n: one that is forgiven, one for each halving, and those alone. */
const mostDeaths = (items: number) => Math.ceil(Math.log2(items)) + 8;

describe('a unit with guilty items', () => {
  test('calls every one of them guilty and no other, at the price of some log2(n) deaths each', () => {
    fc.assert(
      fc.property(unit, ({ items, guilty }) => {
        const { called, deaths } = runUnit(items, new Set(guilty), never);

        expect(called).toEqual(guilty);
        expect(deaths).toBeLessThanOrEqual(guilty.length * mostDeaths(items));
      }),
      { numRuns: 500 },
    );
  });

  test('finds the one wherever it is', () => {
    for (const items of [1, 2, 3, 7, 64, 65, 100, 257])
      for (let guilty = 0; guilty < items; guilty++) {
        const { called, deaths } = runUnit(items, new Set([guilty]), never);
        expect(called).toEqual([guilty]);
        expect(deaths, `item ${guilty} of ${items}`).toBeLessThanOrEqual(mostDeaths(items));
      }
  });

  test('ends also if all are', () => {
    const all = Array.from({ length: 40 }, (_, item) => item);

    expect(runUnit(40, new Set(all), never).called).toEqual(all);
  });
});

describe('a unit whose Lambdas die by chance, one in five', () => {
  test('calls no innocent guilty in 1,000 runs, and every guilty one', () => {
    const chance = seededChance(2_026);
    for (let run = 0; run < 1_000; run++) {
      const items = 2 + Math.floor(chance() * 499);
      const guilty = new Set(Array.from({ length: run % 4 }, () => Math.floor(chance() * items)));

      const { called } = runUnit(items, guilty, () => chance() < 0.2);

      expect(called, `run ${run}, ${items} items`).toEqual([...guilty].toSorted((a, b) => a - b));
    }
  });
});

describe('an attempt', () => {
  test('takes all that is left at first, and still after one death, which may be chance', () => {
    expect(narrowAttempt({ left: 100, deaths: 0, size: undefined })).toEqual({ kind: 'run', size: 100 });
    expect(narrowAttempt({ left: 100, deaths: 1, size: undefined })).toEqual({ kind: 'run', size: 100 });
    expect(narrowAttempt({ left: 100, deaths: 2, size: undefined })).toEqual({ kind: 'run', size: 50 });
  });

  test('takes what the last checkpoint left suspect, and half of it after a death', () => {
    expect(narrowAttempt({ left: 100, deaths: 0, size: 8 })).toEqual({ kind: 'run', size: 8 });
    expect(narrowAttempt({ left: 100, deaths: 1, size: 8 })).toEqual({ kind: 'run', size: 4 });
    expect(narrowAttempt({ left: 5, deaths: 0, size: 8 })).toEqual({ kind: 'run', size: 5 });
  });

  test('never takes more than before, the more have died', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined }),
        fc.nat(30),
        (left, size, deaths) => {
          const sizeOf = (after: number) => {
            const next = narrowAttempt({ left, deaths: after, size });
            return next.kind === 'run' ? next.size : 0;
          };
          expect(sizeOf(deaths)).toBeLessThanOrEqual(Math.min(left, size ?? left));
          expect(sizeOf(deaths + 1)).toBeLessThanOrEqual(sizeOf(deaths));
        },
      ),
    );
  });
});

describe('what is tried next', () => {
  test('is as much again after a death, for the guilty one is in the other half: also if that is all', () => {
    expect(widenAttempt({ left: 60, deaths: 2, size: 10 })).toBe(10);
    expect(widenAttempt({ left: 10, deaths: 2, size: 10 })).toBe(10);
    expect(widenAttempt({ left: 9, deaths: 2, size: 10 })).toBe(9);
  });

  test('is twice as much when it came through at once, and then all', () => {
    expect(widenAttempt({ left: 60, deaths: 0, size: 10 })).toBe(20);
    expect(widenAttempt({ left: 20, deaths: 0, size: 10 })).toBeUndefined();
    expect(widenAttempt({ left: 3, deaths: 0, size: 10 })).toBeUndefined();
  });
});

/** Numbers in [0, 1) that are the same in every run of the tests (mulberry32). */
function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
