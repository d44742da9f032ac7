import type { Receipt } from '../contracts/receipt.ts';
import type { EnvironmentOutcome, TimeQuantiles } from '../contracts/report.ts';
import { addBuckets, addTime, createHistogram, type Histogram, quantile } from '../statistics/histogram.ts';

/** Environments named in a report. */
const worstEnvironments = 5;

/** Adds up receipts into what a report says of times, utilization and failures. Memory grows with environments only. */
export class RunTotals {
  readonly #slots: number;
  readonly #since: number;
  readonly #itemTimes = createHistogram();
  readonly #unitTimes = createHistogram();
  readonly #environments = new Map<string, { items: number; failed: number }>();
  readonly codes: Record<string, number> = {};
  /** Run time of all items. */
  busyMs = 0;
  /** Run time of the items that the last execution ran. */
  lastBusyMs = 0;
  provisionedMs = 0;
  billedMs = 0;
  objects = 0;

  /**
   * @param options.slots items that a unit may run side by side
   * @param options.since start of the last execution, epoch milliseconds: a continued run has units from before
   */
  constructor(options: { slots: number; since: number }) {
    this.#slots = options.slots;
    this.#since = options.since;
  }

  add(receipt: Receipt): void {
    const { timing, items, environment, failures, output } = receipt;
    const unitMs = timing.endedAt - timing.startedAt;
    const billedMs = unitMs + timing.initMs;
    addTime(this.#unitTimes, unitMs * 1000);
    addBuckets(this.#itemTimes, receipt.itemTimes);
    this.busyMs += timing.runMs;
    if (timing.startedAt >= this.#since) this.lastBusyMs += timing.runMs;
    this.billedMs += billedMs;
    this.provisionedMs += billedMs * this.#slots;
    this.objects += (output === null ? 0 : 1) + (failures === null ? 0 : 1);
    const seen = this.#environments.get(environment) ?? { items: 0, failed: 0 };
    this.#environments.set(environment, {
      items: seen.items + items.total,
      failed: seen.failed + items.failed,
    });
    for (const [code, count] of Object.entries(failures?.codes ?? {}))
      this.codes[code] = (this.codes[code] ?? 0) + count;
  }

  get itemTimes(): TimeQuantiles {
    return quantilesOf(this.#itemTimes);
  }

  get unitTimes(): TimeQuantiles {
    return quantilesOf(this.#unitTimes);
  }

  /** busyMs / provisionedMs; 0 if nothing ran. */
  get utilization(): number {
    return this.provisionedMs === 0 ? 0 : this.busyMs / this.provisionedMs;
  }

  /** Failure rates by execution environment, the worst first. */
  get environments(): { total: number; meanFailureRate: number; worst: EnvironmentOutcome[] } {
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
        .slice(0, worstEnvironments),
    };
  }
}

function quantilesOf(histogram: Histogram): TimeQuantiles {
  const milliseconds = (share: number) => quantile(histogram, share) / 1000;
  return { p50: milliseconds(0.5), p90: milliseconds(0.9), p99: milliseconds(0.99), max: milliseconds(1) };
}
