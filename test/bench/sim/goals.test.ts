import { describe, expect, test } from 'vitest';
import { measureCalls, measureDays } from '../../../bench/sim/measure-loop.ts';
import { measureScenario } from '../../../bench/sim/measure-scenario.ts';
import { measureStragglers, stragglerCases } from '../../../bench/sim/measure-stragglers.ts';
import { scenarios } from '../../../bench/sim/scenarios.ts';
import { mostErrors, slowest, stragglersSlowest } from '../../../bench/sim/tables.ts';

/** The best of the 14 limits that `npm run bench -- govern` tries on each downstream, and full concurrency. */
const limits = [400, 800];

describe.each(scenarios.map((scenario) => [scenario.title, scenario] as const))('%s', (_, scenario) => {
  test('the policy is within 10 % of the best fixed concurrency, with less than 1 % of errors', () => {
    const { slowdown, errorShare, policy } = measureScenario(scenario, { seeds: [11], limits });

    expect(slowdown).toBeLessThanOrEqual(slowest);
    expect(errorShare).toBeLessThan(mostErrors);
    // A change of the limit in 12 s is what the account's quota leaves a run; fewer are made.
    expect(policy[0]?.updates).toBeLessThan((policy[0]?.seconds ?? 0) / 18 + 6);
  });
});

test('what is throttled at full concurrency suffers there: 20 % of errors and more if items wait each by itself', () => {
  const throttling = scenarios.filter(({ name }) => ['hard-limit', 'halves', 'neighbour'].includes(name));
  const shares = throttling.map(
    (scenario) =>
      measureScenario(scenario, { seeds: [], size: { items: 1_000_000, unitItems: 100 }, limits: [] }).plain
        .errorShare,
  );

  for (const share of shares) expect(share).toBeGreaterThan(0.2);
});

describe('1 % of units slowed 20 times', () => {
  test.each(
    stragglerCases.map((wanted) => [`${wanted.items} items, ${wanted.slots} slots`, wanted] as const),
  )('cost at most 30 %% with backups, far more without: %s', (_, wanted) => {
    const { backups, nothing } = measureStragglers(wanted, 3);

    expect(backups).toBeLessThanOrEqual(stragglersSlowest);
    expect(nothing).toBeGreaterThan(1.5);
  });
});

test('ten days of governing stay below 10,000 history events', () => {
  const { days, historyEvents } = measureDays(10, 5);

  expect(days).toBeGreaterThan(9.5);
  expect(historyEvents).toBeLessThan((10_000 * days) / 10);
}, 240_000);

test('ten runs at once stay within what AWS refills for the account', () => {
  const { seconds, calls, throttled } = measureCalls(10, 5);

  expect(throttled).toEqual({ DescribeMapRun: 0, UpdateMapRun: 0 });
  expect(calls.UpdateMapRun).toBeLessThan(seconds);
  expect(calls.DescribeMapRun).toBeLessThan(seconds);
  expect(calls.UpdateMapRun).toBeGreaterThan(0);
});
