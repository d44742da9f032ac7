import { describe, expect, test } from 'vitest';
import { pickBackoff } from '../../../../functions/unit/child/backoff.ts';

const longest = (tries: number, throttled: boolean, error: unknown = new Error('x')) =>
  pickBackoff({ tries, throttled, error }, 1);

describe('the wait before another attempt', () => {
  test('doubles up to two seconds, with full jitter', () => {
    expect([1, 2, 3, 8, 30].map((tries) => longest(tries, false))).toEqual([20, 40, 80, 2_000, 2_000]);
    expect(pickBackoff({ tries: 3, throttled: false, error: undefined }, 0)).toBe(0);
  });

  test('doubles up to twenty seconds after a throttle', () => {
    expect([1, 2, 3, 9, 2_000].map((tries) => longest(tries, true))).toEqual([100, 200, 400, 20_000, 20_000]);
  });

  test('is what a throttle asks for, spread over a tenth, up to a minute', () => {
    const asking = (retryAfter: number) => ({ status: 429, retryAfter });

    expect(pickBackoff({ tries: 1, throttled: true, error: asking(5) }, 0)).toBe(5_000);
    expect(longest(1, true, asking(5))).toBeCloseTo(5_500);
    expect(longest(1, true, asking(3_600))).toBe(60_000);
    expect(longest(1, true, asking(0))).toBe(0);
  });

  test('is not what another error asks for', () => {
    expect(longest(1, false, { retryAfter: 5 })).toBe(20);
  });
});
