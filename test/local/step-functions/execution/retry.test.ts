import { describe, expect, it } from 'vitest';
import type { Retrier } from '../../../../local/step-functions/definition/types.ts';
import {
  matchesError,
  RetryCounts,
  retryDelaySeconds,
} from '../../../../local/step-functions/execution/retry.ts';

const retrier = (rest: Partial<Retrier> = {}): Retrier => ({
  errorEquals: ['States.ALL'],
  intervalSeconds: 2,
  maxAttempts: 3,
  backoffRate: 2,
  maxDelaySeconds: undefined,
  jitterStrategy: 'NONE',
  ...rest,
});

describe('matchesError()', () => {
  it.each([
    ['A', 'A', true],
    ['A', 'B', false],
    ['States.ALL', 'A', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.QueryEvaluationError', true],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.ALL', 'States.Runtime', false],
    ['States.Runtime', 'States.Runtime', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.TaskFailed', 'A', true],
    ['States.TaskFailed', 'Lambda.TooManyRequestsException', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'States.Runtime', false],
  ])('%s on %s: %s', (name, error, expected) => {
    expect(matchesError([name], error)).toBe(expected);
    expect(matchesError(['Other', name], error)).toBe(expected);
  });
});

describe('retryDelaySeconds()', () => {
  it('multiplies the interval by the rate for every retry, up to the maximum', () => {
    const capped = retrier({ maxDelaySeconds: 10 });
    expect([0, 1, 2, 3].map((retries) => retryDelaySeconds(capped, retries, 0.5))).toEqual([2, 4, 8, 10]);
  });

  it('takes a random share of it with full jitter', () => {
    const jittered = retrier({ maxDelaySeconds: 10, jitterStrategy: 'FULL' });
    expect(retryDelaySeconds(jittered, 3, 0.25)).toBe(2.5);
    expect(retryDelaySeconds(jittered, 0, 0)).toBe(0);
  });

  it('does not overflow', () => {
    expect(retryDelaySeconds(retrier({ maxDelaySeconds: 60 }), 10_000, 0)).toBe(60);
  });
});

describe('class RetryCounts', () => {
  it('counts per retrier, and the first match decides', () => {
    const counts = new RetryCounts([
      retrier({ errorEquals: ['A'], maxAttempts: 1 }),
      retrier({ errorEquals: ['States.ALL'], maxAttempts: 2, intervalSeconds: 7 }),
    ]);
    expect(counts.next('A', 0)).toBe(2);
    expect(counts.next('B', 0)).toBe(7);
    // A second A is not handed down to States.ALL.
    expect(counts.next('A', 0)).toBeUndefined();
    expect(counts.next('B', 0)).toBe(14);
    expect(counts.next('B', 0)).toBeUndefined();
    expect(counts.total).toBe(3);
  });

  it('never retries with a MaxAttempts of 0', () => {
    expect(new RetryCounts([retrier({ maxAttempts: 0 })]).next('A', 0)).toBeUndefined();
  });
});
