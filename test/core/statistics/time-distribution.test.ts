import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barsOf, countWithin } from '../../../core/statistics/bars.ts';
import { addTime, createHistogram } from '../../../core/statistics/histogram.ts';
import { TimeDistribution } from '../../../core/statistics/time-distribution.ts';
import { TopList } from '../../../core/statistics/top-list.ts';

const milliseconds = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 86_400_000, noNaN: true }));
const times = fc.array(milliseconds, { minLength: 1, maxLength: 60 });

function distributionOf(all: readonly number[]): TimeDistribution {
  const distribution = new TimeDistribution();
  for (const ms of all) distribution.add(ms);
  return distribution;
}

test('quantiles are off by 4.5 % at most; nothing and the longest are exact', () => {
  fc.assert(
    fc.property(times, (all) => {
      const sorted = all.toSorted((a, b) => a - b);
      const exact = (share: number) => sorted[Math.max(1, Math.ceil(share * all.length)) - 1] ?? 0;
      const { p50, p90, p99, max } = distributionOf(all).quantiles;
      expect(max).toBe(sorted.at(-1));
      for (const [found, share] of [
        [p50, 0.5],
        [p90, 0.9],
        [p99, 0.99],
      ] as const) {
        expect(found === 0).toBe(exact(share) === 0);
        expect(found).toBeLessThanOrEqual(max);
        if (found > 0) expect(Math.abs(found / exact(share) - 1)).toBeLessThanOrEqual(0.045);
      }
    }),
  );
  expect(new TimeDistribution().quantiles).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 });
});

test('bars are in order, without gaps, and hold every time', () => {
  fc.assert(
    fc.property(times, (all) => {
      const { bars } = distributionOf(all);
      expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
      for (const [at, bar] of bars.entries()) {
        expect(bar.toMs).toBeGreaterThan(bar.fromMs);
        const next = bars[at + 1];
        if (next !== undefined) expect(next.fromMs).toBe(bar.toMs);
      }
      expect(bars[0]?.count).toBeGreaterThan(0);
      expect(bars.at(-1)?.count).toBeGreaterThan(0);
      const max = Math.max(...all);
      expect(bars.at(-1)?.toMs).toBeGreaterThanOrEqual(max * (1 - 1e-9));
      expect(bars.at(-1)?.fromMs).toBeLessThanOrEqual(max);
    }),
  );
  expect(barsOf(createHistogram())).toEqual([]);
});

test('times within bounds are counted by the middle of their bars', () => {
  const histogram = createHistogram();
  for (const ms of [1, 10, 100, 1_000]) addTime(histogram, ms * 1_000, 5);
  expect(countWithin(histogram, 5_000, 500_000)).toBe(10);
});

test('a top list is what sorting and cutting gives', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 9 }), (values, size) => {
      const list = new TopList<number>(size, (a, b) => b - a);
      for (const value of values) list.add(value);
      expect(list.values).toEqual(values.toSorted((a, b) => b - a).slice(0, size));
    }),
  );
});
