import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findStragglers, type StragglerQuestion, stragglerQuestion } from '../../../core/govern/index.ts';

const question = (given: Partial<StragglerQuestion>): StragglerQuestion => ({
  nowMs: 100_000,
  units: { total: 100, committed: 50 },
  medianMs: 10_000,
  backupsStarted: 0,
  running: [],
  ...given,
});
const running = (unit: number, ranMs: number, hasBackup = false) => ({
  unit,
  startedAtMs: 100_000 - ranMs,
  hasBackup,
});

describe('stragglers', () => {
  test('are units that run over three medians, slowest first', () => {
    const units = [running(1, 30_000), running(2, 30_001), running(3, 90_000), running(4, 5_000)];

    expect(findStragglers(question({ running: units }))).toEqual([3, 2]);
  });

  test('are those too that are going to, by their own report', () => {
    const units = [
      { ...running(1, 8_000), report: { itemsDone: 4, items: 100, afterMs: 7_000 } },
      { ...running(2, 8_000), report: { itemsDone: 60, items: 100, afterMs: 7_000 } },
      // A first item that is slow says nothing after three seconds.
      { ...running(3, 4_000), report: { itemsDone: 0, items: 100, afterMs: 3_000 } },
    ];

    expect(findStragglers(question({ running: units }))).toEqual([1]);
  });

  test('are none of brief units, before a copy could have come up', () => {
    const units = [running(1, 1_000), running(2, 1_001)];

    expect(findStragglers(question({ medianMs: 15, running: units }))).toEqual([2]);
  });

  test.each([
    ['half of the units are done', { units: { total: 100, committed: 49 } }],
    ['ten units are done', { units: { total: 12, committed: 9 } }],
  ])('are not looked for before %s', (_, given) => {
    expect(findStragglers(question({ ...given, running: [running(1, 90_000)] }))).toEqual([]);
  });

  test('get one backup', () => {
    expect(findStragglers(question({ running: [running(1, 90_000, true)] }))).toEqual([]);
  });

  test('get backups for 5 % of the units at most, one at least', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 2_000 }),
        fc.integer({ min: 0, max: 120 }),
        fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 200 }),
        (total, backupsStarted, ran) => {
          const asked = question({
            units: { total, committed: total },
            backupsStarted,
            running: ran.map((ranMs, unit) => running(unit, ranMs)),
          });
          const found = findStragglers(stragglerQuestion.parse(asked));
          const allowed = Math.max(0, Math.max(1, Math.floor(total * 0.05)) - backupsStarted);
          expect(found.length).toBe(Math.min(allowed, ran.filter((ranMs) => ranMs > 30_000).length));
          expect(new Set(found).size).toBe(found.length);
        },
      ),
    );
  });
});
