import { describe, expect, test } from 'vitest';
import {
  decideLimit,
  type GovernSample,
  initialLimitFor,
  policyParameters,
  startPolicy,
} from '../../../core/govern/index.ts';
import { sampleOf } from './samples.ts';

const parameters = policyParameters.parse({ initialLimit: 100, max: 990 });

/** Ticks every second on a downstream: what one unit does in a second, and how many attempts are throttled. */
function runPolicy(
  ticks: number,
  downstream: (
    running: number,
    second: number,
  ) => { perUnit: number; throttleShare?: number; errorShare?: number },
  given: (second: number) => Partial<GovernSample> = () => ({}),
) {
  let state = startPolicy(parameters, 0);
  let limit = parameters.initialLimit;
  const decided = [];
  for (let second = 1; second <= ticks; second++) {
    const { perUnit, throttleShare = 0, errorShare = throttleShare } = downstream(limit, second);
    const attempts = Math.round((limit * perUnit) / (1 - errorShare));
    const decision = decideLimit(
      parameters,
      state,
      sampleOf({
        nowMs: second * 1000,
        limit,
        unitsRunning: limit,
        attempts,
        errors: Math.round(attempts * errorShare),
        throttles: Math.round(attempts * throttleShare),
        itemMs: limit * 1000,
        unitMs: limit * 1000,
        ...given(second),
      }),
    );
    state = decision.state;
    if (decision.limit !== limit) decided.push({ second, from: limit, ...decision });
    limit = decision.limit;
  }
  return { decided, limit, state };
}

describe('the policy', () => {
  test('doubles to the maximum in a few ticks if nothing holds it up', () => {
    const { decided, limit } = runPolicy(30, () => ({ perUnit: 10 }));

    expect(decided.map(({ limit: to }) => to)).toEqual([200, 400, 800, 990]);
    expect(decided.at(-1)?.second).toBeLessThan(15);
    expect(limit).toBe(990);
    expect(decided[1]?.reason).toMatchObject({
      code: 'throughput-grew',
      text: 'throughput grew 100 % with 100 % more units → +200',
    });
  });

  test('backs off in the tick in which throttles show, and says how many', () => {
    const { decided } = runPolicy(30, (running) =>
      running > 400 ? { perUnit: 4_000 / running, throttleShare: 0.4 } : { perUnit: 10 },
    );
    const [cut] = decided.filter(({ from, limit }) => limit < from);

    expect(cut).toMatchObject({ from: 800, limit: 400, reason: { code: 'throttled' } });
    expect(cut?.reason.text).toBe('40 % of attempts were throttled → −400');
  });

  test('goes back where more units brought nothing, and stays there', () => {
    const { decided, limit } = runPolicy(40, (running) => ({ perUnit: Math.min(10, 4_000 / running) }));

    expect(decided.some(({ reason }) => reason.code === 'throughput-flat')).toBe(true);
    expect(limit).toBeLessThanOrEqual(500);
    expect(limit).toBeGreaterThanOrEqual(320);
  });

  test('uses a downstream again that has recovered', () => {
    const { decided, limit } = runPolicy(400, (running, second) => {
      const capacity = second > 60 && second < 200 ? 200 : 800;
      return running > capacity
        ? { perUnit: (capacity * 10) / running, throttleShare: 0.3 }
        : { perUnit: 10 };
    });
    const least = Math.min(
      ...decided
        .filter(({ second }) => second < 200)
        .slice(3)
        .map((d) => d.limit),
    );

    expect(least).toBeLessThanOrEqual(220);
    expect(limit).toBeGreaterThan(700);
  });

  test('does not take errors for overload that come whatever the limit is', () => {
    const { limit } = runPolicy(200, () => ({ perUnit: 7, errorShare: 0.3, throttleShare: 0 }));

    expect(limit).toBe(990);
  });

  test('takes errors that rise with the limit for overload', () => {
    const { decided, limit } = runPolicy(200, (running) => ({
      perUnit: running > 500 ? 6 : 10,
      errorShare: running > 500 ? 0.4 : 0.01,
      throttleShare: 0,
    }));

    expect(decided.some(({ reason }) => ['errors-rose', 'throughput-flat'].includes(reason.code))).toBe(true);
    expect(limit).toBeLessThan(990);
  });

  test('leaves the limit alone when no unit is waiting', () => {
    const { decided } = runPolicy(
      30,
      () => ({ perUnit: 10 }),
      () => ({ unitsPending: 0 }),
    );

    expect(decided).toEqual([]);
  });

  test('does not grow what is not filled', () => {
    const { decided } = runPolicy(
      100,
      () => ({ perUnit: 10 }),
      () => ({ unitsRunning: 40, unitMs: 40_000, attempts: 400 }),
    );

    expect(decided).toEqual([]);
  });

  test('goes on from a limit that somebody else has set', () => {
    const started = startPolicy(parameters, 0);
    const { state, limit, reason } = decideLimit(
      parameters,
      started,
      sampleOf({ nowMs: 1_000, limit: 300, unitsRunning: 100 }),
    );

    expect(limit).toBe(300);
    expect(state.limit).toBe(300);
    expect(reason.code).toBe('limit-was-set');
  });

  test('gives way to Lambda throttles', () => {
    const { decided } = runPolicy(
      30,
      () => ({ perUnit: 10 }),
      (second) => ({
        unitsRunning: 60,
        unitMs: 60_000,
        attempts: 600,
        lambdaThrottles: second > 12 ? 10 : 0,
      }),
    );

    expect(decided[0]).toMatchObject({ from: 100, limit: 62, reason: { code: 'lambda-throttled' } });
  });
});

test.each([
  [1, 1],
  [8, 8],
  [50, 10],
  [990, 124],
  [10_000, 1_000],
])('a slow start to %i begins at %i', (max, initial) => {
  expect(initialLimitFor(max)).toBe(initial);
});
