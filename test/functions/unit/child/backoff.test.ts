import { describe, expect, test } from 'vitest';
import { newLane } from '../../../../core/task/retry-wait.ts';
import { pickBackoff } from '../../../../functions/unit/child/backoff.ts';

const throttled = (error: unknown, random = 1) =>
  pickBackoff({ tries: 1, throttledLane: newLane, error }, random);

describe('the wait before another attempt', () => {
  test('is random, up to the longest that the retries so far allow', () => {
    const after = (random: number) =>
      pickBackoff({ tries: 3, throttledLane: undefined, error: new Error('x') }, random);

    expect([0, 0.5, 1].map(after)).toEqual([0, 40, 80]);
    expect(throttled(new Error('x'))).toBe(500);
  });

  test('is what a throttle asks for, spread over a tenth, up to a minute', () => {
    const asking = (retryAfter: number) => ({ status: 429, retryAfter });

    expect(throttled(asking(5), 0)).toBe(5_000);
    expect(throttled(asking(5))).toBeCloseTo(5_500);
    expect(throttled(asking(3_600))).toBe(60_000);
    expect(throttled(asking(0))).toBe(0);
  });

  test('is not what another error asks for', () => {
    expect(pickBackoff({ tries: 1, throttledLane: undefined, error: { retryAfter: 5 } }, 1)).toBe(20);
  });
});
