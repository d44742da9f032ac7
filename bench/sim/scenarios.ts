import { initialLimitFor, policyParameters } from '../../core/govern/index.ts';
import type { Downstream } from './downstream.ts';
import type { RunSettings } from './simulation.ts';

/** A downstream that the policy has to find its way with. */
export interface Scenario {
  name: string;
  /** For people. */
  title: string;
  /** How it behaves, in a sentence. */
  behaviour: string;
  downstream: Downstream;
}

const minutes = 60_000;
/** Requests that the downstreams work on at once. */
const workers = 400;

/** The five downstreams. Nothing tells the policy which one it has. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'hard-limit',
    title: 'Hard limit',
    behaviour: '400 requests at once, 100 ms each; every one more is turned away with 429 after 25 ms',
    downstream: () => ({ serviceMs: 100, workers, queue: 0 }),
  },
  {
    name: 'latency',
    title: 'Latency rises with load',
    behaviour:
      'Universal Scalability Law, 50 ms alone, contention 0.002, coherency 6.25e-6: throughput peaks at 400 at once and falls beyond',
    downstream: () => ({ serviceMs: 50, contention: 0.002, coherency: 6.25e-6 }),
  },
  {
    name: 'halves',
    title: 'Capacity halves and recovers',
    behaviour: '400 at once with a queue of 40, 100 ms each; from minute 10 to minute 20 only 200 at once',
    downstream: (nowMs) => ({
      serviceMs: 100,
      workers: nowMs >= 10 * minutes && nowMs < 20 * minutes ? workers / 2 : workers,
      queue: 40,
    }),
  },
  {
    name: 'neighbour',
    title: 'Noisy neighbour',
    behaviour:
      '400 at once with a queue of 400, 100 ms each; every other 90 s a neighbour has 150 requests in it all the time',
    downstream: (nowMs) => ({
      serviceMs: 100,
      workers,
      queue: workers,
      neighbour: Math.floor(nowMs / 90_000) % 2 === 1 ? 150 : 0,
    }),
  },
  {
    name: 'none',
    title: 'No limit at all',
    behaviour: 'an item takes 100 ms, whatever the load',
    downstream: () => ({ serviceMs: 100 }),
  },
];

/** The account's default concurrency of 1,000 without 10 environments for others. */
export const most = 990;

/** What controls a run: a fixed limit, or the policy. */
export type Control = number | 'policy';

/** How long a run is and how its items are cut. */
export interface RunSize {
  items: number;
  unitItems: number;
}

/** 10 million items in units of about 10 s. */
export const longRun: RunSize = { items: 10_000_000, unitItems: 100 };

/** Settings of a run on a scenario. */
export function settingsFor(
  scenario: Scenario,
  control: Control,
  seed: number,
  size: RunSize = longRun,
): RunSettings {
  const initialLimit = initialLimitFor(most);
  return {
    seed,
    ...size,
    itemConcurrency: 1,
    retries: 8,
    retrying: 'by-lane',
    childType: 'STANDARD',
    limit: control === 'policy' ? initialLimit : control,
    lambdaLimit: most,
    downstream: scenario.downstream,
    unitSpread: 0.15,
    slow: { share: 0, factor: 20 },
    unitTimeoutSeconds: null,
    stepMs: 200,
    momentMs: 5_000,
    policy: control === 'policy' ? policyParameters.parse({ initialLimit, max: most }) : null,
    backups: 'none',
    itemSpread: 1,
  };
}
