import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RunMoments } from '../../../core/report/run-moments.ts';
import { makeReceipt } from '../../support/make-receipt.ts';

function receiptOf(startedAt: number, endedAt: number, items: number) {
  const receipt = makeReceipt({ unit: 0, firstItem: 0, succeeded: items, failed: 0, bytes: Buffer.from('') });
  return { ...receipt, timing: { ...receipt.timing, startedAt, endedAt } };
}

describe('the moments of a run', () => {
  test('say how many units were at work, and what they did, on average over each step', () => {
    const moments = new RunMoments({ startedAt: 1_000, endedAt: 1_250 });
    moments.add(receiptOf(1_000, 1_200, 20));
    moments.add(receiptOf(1_150, 1_250, 5));
    expect(moments.moments(7)).toEqual([
      { at: 1_000, running: 1, limit: 7, itemsPerSecond: 100 },
      { at: 1_100, running: 1.5, limit: 7, itemsPerSecond: 125 },
      { at: 1_200, running: 1, limit: 7, itemsPerSecond: 50 },
    ]);
  });

  test('are 300 at most, however long the run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 864_000_000 }), (spanMs) => {
        const moments = new RunMoments({ startedAt: 5, endedAt: 5 + spanMs }).moments(1);
        expect(moments.length).toBeLessThanOrEqual(300);
        expect(moments.length > 0).toBe(spanMs > 0);
      }),
    );
  });

  test('account for every item and every millisecond of units within the run', () => {
    const unit = fc.record({ from: fc.nat(50_000), ms: fc.nat(9_000), items: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 20 }), (units) => {
        const span = { startedAt: 0, endedAt: 60_000 };
        const moments = new RunMoments(span);
        for (const { from, ms, items } of units) moments.add(receiptOf(from, from + ms, items));
        const sum = (of: (each: { running: number; itemsPerSecond: number }) => number) =>
          moments.moments(1).reduce((total, each) => total + of(each) * moments.stepMs, 0);
        expect(sum(({ itemsPerSecond }) => itemsPerSecond / 1_000)).toBeCloseTo(
          units.reduce((total, { items }) => total + items, 0),
        );
        expect(sum(({ running }) => running)).toBeCloseTo(
          units.reduce((total, { ms }) => total + Math.max(1, ms), 0),
        );
      }),
    );
  });

  test('show the limit at the end of each step, as it was before the first change, and none of an earlier execution', () => {
    const moments = new RunMoments({ startedAt: 1_000, endedAt: 1_500 });
    moments.setLimit(500, 3, 99);
    moments.setLimit(1_110, 8, 16);
    moments.setLimit(1_190, 16, 12);
    moments.setLimit(1_420, 12, 24);
    expect(moments.moments(50).map(({ limit }) => limit)).toEqual([8, 12, 12, 12, 24]);
  });

  test('leave out units of an earlier execution', () => {
    const moments = new RunMoments({ startedAt: 10_000, endedAt: 10_100 });
    moments.add(receiptOf(1_000, 2_000, 10));
    expect(moments.moments(1)).toEqual([{ at: 10_000, running: 0, limit: 1, itemsPerSecond: 0 }]);
  });
});
