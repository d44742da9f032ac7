import { type Outcome, runToEnd } from './run-to-end.ts';
import { most, type RunSize, type Scenario, settingsFor } from './scenarios.ts';

/** A scenario under fixed limits and under the policy. */
export interface MeasuredScenario {
  scenario: Scenario;
  sweep: readonly { limit: number; outcome: Outcome }[];
  /** The fixed limit with the least time. */
  best: { limit: number; outcome: Outcome };
  /** The account's full concurrency. */
  full: Outcome;
  /** The same with items that wait by their own retries only, as hand-written retries do. */
  plain: Outcome;
  /** One for each seed. */
  policy: readonly Outcome[];
  /** Time of the slowest policy run as a multiple of the best fixed limit's. */
  slowdown: number;
  /** The largest share of errors of the policy's runs. */
  errorShare: number;
}

/** Limits of the sweep. */
export const sweepLimits: readonly number[] = [
  62,
  100,
  150,
  200,
  250,
  300,
  350,
  400,
  440,
  500,
  600,
  700,
  800,
  most,
];

/** Runs a scenario with each fixed limit, and with the policy for each seed. */
export function measureScenario(
  scenario: Scenario,
  options: { seeds: readonly number[]; size?: RunSize; limits?: readonly number[] },
): MeasuredScenario {
  const { seeds, size, limits = sweepLimits } = options;
  const [firstSeed = 1] = seeds;
  const sweep = [...new Set([...limits, most])].map((limit) => ({
    limit,
    outcome: runToEnd(settingsFor(scenario, limit, firstSeed, size)),
  }));
  const best = sweep.reduce((a, b) => (b.outcome.comparableSeconds < a.outcome.comparableSeconds ? b : a));
  const full = sweep.find(({ limit }) => limit === most)?.outcome ?? best.outcome;
  const plain = runToEnd({ ...settingsFor(scenario, most, firstSeed, size), retrying: 'by-item' });
  const policy = seeds.map((seed) => runToEnd(settingsFor(scenario, 'policy', seed, size)));
  const slowest = Math.max(...policy.map((outcome) => outcome.comparableSeconds));
  return {
    scenario,
    sweep,
    best,
    full,
    plain,
    policy,
    slowdown: slowest / best.outcome.comparableSeconds,
    errorShare: Math.max(...policy.map((outcome) => outcome.errorShare)),
  };
}
