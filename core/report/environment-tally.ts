import type { SlowEnvironment } from '../advice/index.ts';
import type { Receipt } from '../contracts/receipt.ts';
import type { EnvironmentOutcome } from '../contracts/report.ts';

/** Environments named in a report. */
const worstNamed = 5;

interface Environment {
  items: number;
  failed: number;
  units: number;
  runMs: number;
  /** When it came up, epoch milliseconds. */
  since: number;
  /** Logarithms of how much longer its units took for an item than their neighbours in the source, and how many. */
  logRatios: number;
  compared: number;
}

/**
 * What each execution environment ran. Memory grows with environments only.
 *
 * Units come in the order of the source, so that each is compared with its neighbours: items of a heavy stretch of the
 * source take long in any environment.
 */
export class EnvironmentTally {
  readonly #environments = new Map<string, Environment>();
  #before: { environment: Environment; itemMs: number } | undefined;

  add({ environment, items, timing }: Receipt): void {
    const seen = this.#environments.get(environment) ?? nothing();
    this.#environments.set(environment, seen);
    seen.items += items.total;
    seen.failed += items.failed;
    seen.units += 1;
    seen.runMs += timing.runMs;
    seen.since = Math.min(seen.since, timing.startedAt - timing.initMs);
    const itemMs = items.total === 0 ? 0 : timing.runMs / items.total;
    this.#compare(seen, itemMs);
  }

  get size(): number {
    return this.#environments.size;
  }

  /** Numbers of environments in the order in which they came up. */
  order(): Map<string, number> {
    const sorted = [...this.#environments].sort(
      ([a, { since: sinceA }], [b, { since: sinceB }]) => sinceA - sinceB || (a < b ? -1 : 1),
    );
    return new Map(sorted.map(([name], at) => [name, at]));
  }

  /** Failure rates, the worst first. */
  get outcomes(): { total: number; meanFailureRate: number; worst: EnvironmentOutcome[] } {
    const outcomes = [...this.#environments].map(([environment, { items, failed }]) => ({
      environment,
      items,
      failed,
      failureRate: items === 0 ? 0 : failed / items,
    }));
    const sum = outcomes.reduce((total, { failureRate }) => total + failureRate, 0);
    return {
      total: outcomes.length,
      meanFailureRate: outcomes.length === 0 ? 0 : sum / outcomes.length,
      worst: outcomes
        .filter(({ failed }) => failed > 0)
        .sort((a, b) => b.failureRate - a.failureRate || b.failed - a.failed)
        .slice(0, worstNamed),
    };
  }

  /**
   * The environment whose items took longest, if it did several units and was slow beside its neighbours too.
   * @param leastRatio of its mean to the median over environments
   */
  slowest(leastRatio: number): SlowEnvironment | undefined {
    const ran = [...this.#environments]
      .filter(([, { items }]) => items > 0)
      .map(([environment, each]) => ({ environment, ...each, meanItemMs: each.runMs / each.items }))
      .sort((a, b) => a.meanItemMs - b.meanItemMs);
    const medianItemMs = ran[Math.floor((ran.length - 1) / 2)]?.meanItemMs ?? 0;
    if (ran.length < leastEnvironments || medianItemMs === 0) return undefined;
    const slow = ran.findLast(
      ({ units, compared, logRatios, meanItemMs }) =>
        units >= leastUnits &&
        compared > 0 &&
        meanItemMs > leastRatio * medianItemMs &&
        Math.exp(logRatios / compared) > leastRatio / 2,
    );
    if (slow === undefined) return undefined;
    const { environment, items, units, meanItemMs } = slow;
    return { environment, items, units, meanItemMs, medianItemMs };
  }

  #compare(environment: Environment, itemMs: number): void {
    const before = this.#before;
    this.#before = itemMs > 0 ? { environment, itemMs } : undefined;
    if (before === undefined || itemMs === 0 || before.environment === environment) return;
    const logRatio = Math.log(itemMs / before.itemMs);
    environment.logRatios += logRatio;
    environment.compared += 1;
    before.environment.logRatios -= logRatio;
    before.environment.compared += 1;
  }
}

/** Fewer environments have no median to speak of. */
const leastEnvironments = 4;
/** One unit may be slow by its items. */
const leastUnits = 2;

function nothing(): Environment {
  return {
    items: 0,
    failed: 0,
    units: 0,
    runMs: 0,
    since: Number.POSITIVE_INFINITY,
    logRatios: 0,
    compared: 0,
  };
}
