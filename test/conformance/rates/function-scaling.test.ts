import { expect } from 'vitest';
import { LambdaRates } from '../../../local/lambda/rates.ts';
import { assumption, fact } from '../facts.ts';
import { LAMBDA } from '../lambda/sources.ts';

/** Rates whose clock the test moves. */
function createRates() {
  let nowMs = 0;
  const rates = new LambdaRates(() => nowMs);
  /** Environments that a function gets before the next one comes too soon. */
  const drain = (name: string): number => {
    let count = 0;
    while (rates.takeEnvironment(name)) count += 1;
    return count;
  };
  const invoke = (name: string, reserved: number | undefined, count: number) =>
    Array.from({ length: count }, () => rates.takeInvocation(name, reserved, 1000));
  return { rates, drain, invoke, wait: (ms: number) => (nowMs += ms) };
}

fact('a function gets 1,000 environments at once', LAMBDA.scaling, async () => {
  expect(createRates().drain('work')).toBe(1000);
});

fact('and 1,000 more in 10 seconds, refilled continuously', LAMBDA.scaling, async () => {
  const { drain, wait } = createRates();
  drain('work');

  wait(1_000);
  const afterOne = drain('work');
  wait(9_000);

  expect([afterOne, drain('work')]).toEqual([100, 900]);
});

fact('what it doesn’t use isn’t saved up', LAMBDA.scaling, async () => {
  const { drain, wait } = createRates();

  wait(60_000);

  expect(drain('work')).toBe(1000);
});

fact('each function scales for itself', LAMBDA.scaling, async () => {
  const { drain } = createRates();

  expect([drain('one'), drain('two')]).toEqual([1000, 1000]);
});

fact('a reservation is invoked ten times a second for each of it', LAMBDA.concurrency, async () => {
  const { invoke, wait } = createRates();

  const first = invoke('work', 2, 21);
  wait(1_000);
  const second = invoke('work', 2, 21);

  const reason = 'ReservedFunctionInvocationRateLimitExceeded';
  expect(first.map((each) => each ?? 'runs')).toEqual([...Array(20).fill('runs'), reason]);
  expect(second.filter((each) => each === undefined)).toHaveLength(20);
});

fact(
  'all functions without one together ten times the account’s concurrency',
  LAMBDA.concurrency,
  async () => {
    const { invoke } = createRates();

    const ends = [...invoke('one', undefined, 5_000), ...invoke('two', undefined, 5_001)];

    expect(ends.filter((each) => each === undefined)).toHaveLength(10_000);
  },
);

assumption('the reason is FunctionInvocationRateLimitExceeded then', async () => {
  const { invoke } = createRates();

  expect(invoke('work', undefined, 10_001).at(-1)).toBe('FunctionInvocationRateLimitExceeded');
});
