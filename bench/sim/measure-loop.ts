import { policyParameters } from '../../core/govern/index.ts';
import { Account } from './account.ts';
import { readOutcome } from './run-to-end.ts';
import { type RunSettings, Simulation } from './simulation.ts';

/** Events of the execution's history beside the Govern loop: Plan, Map, merge steps, Seal, Report; rounded up. */
const otherEvents = 100;
const day = 24 * 3_600_000;

/** What ten days of governing put into the execution's history. */
export interface MeasuredDays {
  days: number;
  historyEvents: number;
  updates: number;
  describes: number;
  slowest: number;
}

/** A run of many days: 100 units of ten minutes at once, on a downstream that halves every night. */
export function measureDays(days: number, seed: number): MeasuredDays {
  const account = new Account();
  const simulation = new Simulation(
    {
      ...common(seed, 100),
      // What fits into the days: the nights are slow.
      items: Math.round(days * 86_400 * 100 * 0.765),
      unitItems: 600,
      downstream: (nowMs) => ({
        serviceMs: 1_000,
        workers: nowMs % day < day / 3 ? 50 : 100,
        queue: 0,
      }),
      stepMs: 1_000,
      momentMs: day,
    },
    account,
  );
  while (!simulation.done) simulation.step();
  const { historyEvents, updates, seconds } = readOutcome(simulation);
  return {
    days: (seconds * 1000) / day,
    historyEvents: historyEvents + otherEvents,
    updates,
    describes: account.calls.DescribeMapRun,
    slowest: seconds,
  };
}

/** What ten runs at once ask of the account. */
export interface MeasuredCalls {
  runs: number;
  seconds: number;
  calls: Account['calls'];
  throttled: Account['throttled'];
  /** The least that was left of each bucket. */
  least: Account['calls'];
}

/** Runs that begin at the same moment in one account, each with a downstream of its own that throttles. */
export function measureCalls(runs: number, seed: number): MeasuredCalls {
  const account = new Account();
  const simulations = Array.from(
    { length: runs },
    (_, run) =>
      new Simulation(
        {
          ...common(seed + run, 99),
          items: 1_000_000,
          unitItems: 100,
          downstream: (nowMs) => ({ serviceMs: 100, workers: nowMs % 600_000 < 300_000 ? 60 : 30, queue: 0 }),
          stepMs: 200,
          momentMs: day,
        },
        account,
      ),
  );
  const least = { DescribeMapRun: Number.POSITIVE_INFINITY, UpdateMapRun: Number.POSITIVE_INFINITY };
  let nowMs = 0;
  for (; simulations.some(({ done }) => !done); nowMs += 200) {
    for (const simulation of simulations) if (!simulation.done) simulation.step();
    for (const api of ['DescribeMapRun', 'UpdateMapRun'] as const) {
      least[api] = Math.min(least[api], account.left(api, nowMs));
    }
  }
  return { runs, seconds: nowMs / 1000, calls: account.calls, throttled: account.throttled, least };
}

function common(
  seed: number,
  most: number,
): Omit<RunSettings, 'items' | 'unitItems' | 'downstream' | 'stepMs' | 'momentMs'> {
  return {
    seed,
    itemConcurrency: 1,
    retries: 8,
    retrying: 'by-lane',
    childType: 'STANDARD',
    limit: 10,
    lambdaLimit: most,
    unitSpread: 0.15,
    slow: { share: 0, factor: 20 },
    unitTimeoutSeconds: null,
    policy: policyParameters.parse({ initialLimit: 10, max: most }),
    backups: 'none',
    itemSpread: 1,
  };
}
