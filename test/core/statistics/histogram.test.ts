import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addBuckets,
  addTime,
  bucketsOf,
  createHistogram,
  type Histogram,
  quantile,
} from '../../../core/statistics/histogram.ts';

/** From a microsecond to a day. */
const time = fc.double({ min: 1, max: 86_400_000_000, noNaN: true });
const times = fc.array(time, { minLength: 1, maxLength: 60 });

function histogramOf(microseconds: readonly number[]): Histogram {
  const histogram = createHistogram();
  for (const each of microseconds) addTime(histogram, each);
  return histogram;
}

describe('a quantile', () => {
  test('is off by 4.5 % at most', () => {
    const share = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 0.99, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(times, share, (all, wanted) => {
        const exact = all.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(wanted * all.length)) - 1] ?? 0;
        const found = quantile(histogramOf(all), wanted);
        expect(Math.abs(found / exact - 1)).toBeLessThanOrEqual(0.045);
      }),
    );
  });

  test('grows with its share', () => {
    fc.assert(
      fc.property(times, (all) => {
        const histogram = histogramOf(all);
        const quantiles = [0, 0.1, 0.5, 0.9, 0.99, 1].map((share) => quantile(histogram, share));
        expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b));
      }),
    );
  });

  test('of nothing is 0; of times below a microsecond it is one', () => {
    expect(quantile(createHistogram(), 0.5)).toBe(0);
    expect(quantile(histogramOf([0, 0.3]), 0.5)).toBe(1);
  });
});

test("histograms add up: units' to the run's, in any order", () => {
  fc.assert(
    fc.property(fc.array(times, { maxLength: 8 }), (units) => {
      const sum = createHistogram();
      for (const unit of units.toReversed()) addBuckets(sum, bucketsOf(histogramOf(unit)));

      const all = histogramOf(units.flat());
      expect(bucketsOf(sum)).toEqual(bucketsOf(all));
      expect(sum.total).toBe(units.flat().length);
    }),
  );
});

test('times that are alike may be added at once, and buckets are in order and few', () => {
  const histogram = createHistogram();
  for (let exponent = 0; exponent <= 40; exponent++) addTime(histogram, 2 ** exponent, 1_000_000);

  const buckets = bucketsOf(histogram);
  expect(buckets.map(([bucket]) => bucket)).toEqual(
    buckets.map(([bucket]) => bucket).toSorted((a, b) => a - b),
  );
  expect(histogram.total).toBe(41_000_000);
  expect(bucketsOf(histogramOf([1, 86_400_000_000])).at(-1)?.[0]).toBeLessThan(600);
});
