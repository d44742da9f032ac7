import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeRate,
  mayCall,
  nextDescribeMs,
  noteThrottledCall,
  spendCall,
  startCallBudget,
  tickDelayMs,
  unitTimeoutSeconds,
  updateRate,
} from '../../../core/govern/index.ts';

test('ticks come after 50 ms, doubling to 5 s or to what the last decision asked for', () => {
  const delays = Array.from({ length: 10 }, (_, tick) => tickDelayMs(tick));

  expect(delays).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
  expect(tickDelayMs(100_000)).toBe(5_000);
  expect(tickDelayMs(9, 1_000)).toBe(1_000);
  expect(tickDelayMs(2, 1_000)).toBe(200);
});

test.each([
  [0, 900, 30],
  [9_999, 900, 30],
  [10_001, 900, 31],
  [120_000, 900, 360],
  [900_000, 900, 900],
  [120_000, 60, 60],
  [Number.POSITIVE_INFINITY, 900, 900],
])('a unit of %d ms, Lambda limit %d s: timeout %d s', (predictedMs, limit, seconds) => {
  expect(unitTimeoutSeconds(predictedMs, limit)).toBe(seconds);
});

describe.each([
  ['UpdateMapRun', updateRate, 100],
  ['DescribeMapRun', describeRate, 200],
] as const)('the budget of %s', (_, rate, bucket) => {
  test('is never exceeded, whenever it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 500 }), (gaps) => {
        let budget = startCallBudget(rate, 0);
        let nowMs = 0;
        let calls = 0;
        for (const gap of gaps) {
          nowMs += gap;
          if (!mayCall(budget, rate, nowMs)) continue;
          budget = spendCall(budget, rate, nowMs);
          calls += 1;
        }
        expect(calls).toBeLessThanOrEqual(rate.capacity + (nowMs / 1000) * rate.perSecond + 1e-6);
      }),
    );
  });

  test('lets ten runs at once stay within what AWS gives the account', () => {
    expect(rate.perSecond * 10).toBeLessThan(1);
    expect(rate.capacity * 10).toBeLessThan(bucket);
  });

  test('keeps a reserve for what is urgent', () => {
    let budget = startCallBudget(rate, 0);
    for (let call = 1; call < rate.capacity; call++) budget = spendCall(budget, rate, 0);

    expect(mayCall(budget, rate, 0, 1)).toBe(false);
    expect(mayCall(budget, rate, 0)).toBe(true);
  });

  test('waits longer after each throttled call, a minute at most, and forgets with one that comes through', () => {
    let budget = startCallBudget(rate, 0);
    const waits = Array.from({ length: 10 }, () => {
      budget = noteThrottledCall(budget, 0, 0);
      return budget.notBeforeMs;
    });

    expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(waits.at(-1)).toBe(30_000);
    expect(mayCall(budget, rate, 29_999)).toBe(false);
    expect(spendCall(budget, rate, 30_000).throttled).toBe(0);
  });
});

test('routine DescribeMapRun calls are spread at random', () => {
  expect(nextDescribeMs(0, 0)).toBe(20_000);
  expect(nextDescribeMs(0, 0.999)).toBeLessThan(40_000);
});
