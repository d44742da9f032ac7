import type { Receipt } from '../contracts/receipt.ts';
import type { Pilot, ReportDetails, TimeQuantiles } from '../contracts/report-details.ts';
import { barsOf } from '../statistics/bars.ts';
import { addBuckets, createHistogram, type Histogram, quantile } from '../statistics/histogram.ts';
import { TopList } from '../statistics/top-list.ts';
import { EnvironmentTally } from './environment-tally.ts';
import { PhaseTally } from './phase-tally.ts';
import { PilotTally } from './pilot-tally.ts';
import type { ReportedUnit } from './reported-unit.ts';
import { RunMoments } from './run-moments.ts';
import { TimelineSample } from './timeline-sample.ts';
import { UsageTally } from './usage-tally.ts';

const worstUnitsNamed = 5;

type WorstUnit = ReportDetails['worstUnits'][number];

/** What a report has to know before it reads receipts. */
export interface TotalsOptions {
  /** Items that a unit may run side by side. */
  slots: number;
  /** Begin and end of the last execution, epoch milliseconds: a continued run has units from before. */
  startedAt: number;
  endedAt: number;
  /** From one heartbeat of a unit to the next. Default 3,000. */
  beatMs?: number;
}

/** Adds up the units of a run, in their order, into what a report says of them. Memory grows with environments only. */
export class RunTotals {
  readonly #slots: number;
  /** From one heartbeat of a unit to the next. */
  readonly beatMs: number;
  readonly #since: number;
  readonly #itemTimes = createHistogram();
  readonly #phases: PhaseTally;
  readonly #environments = new EnvironmentTally();
  readonly #timeline = new TimelineSample();
  readonly #usage: UsageTally;
  readonly #pilot: PilotTally;
  readonly #worstUnits = new TopList<WorstUnit>(
    worstUnitsNamed,
    (a, b) => b.failureRate - a.failureRate || b.failed - a.failed || a.unit - b.unit,
  );
  readonly moments: RunMoments;
  readonly codes: Record<string, number> = {};
  /** What items met in all: attempts, those with an error, those that were throttled. */
  readonly attempts = { total: 0, errors: 0, throttles: 0 };
  /** Attempts at items beyond their first. */
  retries = 0;
  /** Run time of all items. */
  busyMs = 0;
  /** Run time of the items that the last execution ran. */
  lastBusyMs = 0;
  provisionedMs = 0;
  /** Time of the units' handlers. */
  handlerMs = 0;
  /** Units that a backup copy committed. */
  wonByBackups = 0;
  /** Null if no receipt says it. */
  peakMb: number | null = null;
  /** Log group of the unit function, where an item failed. */
  logGroup: string | undefined;
  /** Begin of the first unit of the last execution, epoch milliseconds. */
  firstUnitAt: number | undefined;
  /** When its environment came up: init comes before the begin. */
  firstInitAt: number | undefined;
  /** End of the last one. */
  lastUnitEndedAt: number | undefined;
  /** Units that the last execution ran, and their items. */
  readonly last = { units: 0, items: 0 };
  /** Units that were committed, and their items. */
  readonly committed = { units: 0, items: 0 };

  constructor({ slots, startedAt, endedAt, beatMs = 3_000 }: TotalsOptions) {
    this.#slots = slots;
    this.beatMs = beatMs;
    this.#since = startedAt;
    this.#phases = new PhaseTally(slots);
    this.#usage = new UsageTally(beatMs);
    this.#pilot = new PilotTally(slots);
    this.moments = new RunMoments({ startedAt, endedAt });
  }

  /** Takes the next unit that was ever begun. */
  add(unit: ReportedUnit): void {
    const { progress, receipt } = unit;
    this.#usage.add(unit);
    this.attempts.total += progress.attempts;
    this.attempts.errors += progress.errors;
    this.attempts.throttles += progress.throttles;
    if (receipt !== undefined) this.#addReceipt(receipt);
  }

  /** What the units took that the last execution began first; undefined if it ran none. */
  get pilot(): Pilot | undefined {
    return this.#pilot.pilot;
  }

  get usage() {
    return this.#usage.units;
  }

  /** Run times of items. */
  get itemHistogram(): Histogram {
    return this.#itemTimes;
  }

  get itemTimes(): TimeQuantiles {
    const milliseconds = (share: number) => quantile(this.#itemTimes, share) / 1000;
    return { p50: milliseconds(0.5), p90: milliseconds(0.9), p99: milliseconds(0.99), max: milliseconds(1) };
  }

  get unitTimes(): TimeQuantiles {
    return this.#phases.total.quantiles;
  }

  /** busyMs / provisionedMs; 0 if nothing ran. */
  get utilization(): number {
    return this.provisionedMs === 0 ? 0 : this.busyMs / this.provisionedMs;
  }

  get environments() {
    return this.#environments.outcomes;
  }

  /** @see EnvironmentTally.slowest */
  slowestEnvironment(leastRatio: number) {
    return this.#environments.slowest(leastRatio);
  }

  get details(): Pick<ReportDetails, 'phases' | 'histograms' | 'timeline' | 'slowest' | 'worstUnits'> {
    const rows = this.#environments.order();
    return {
      phases: this.#phases.phases,
      histograms: {
        items: barsOf(this.#itemTimes).map(({ from, to, count }) => ({
          fromMs: from / 1000,
          toMs: to / 1000,
          count,
        })),
        units: this.#phases.total.bars,
      },
      timeline: {
        total: this.#timeline.total,
        environments: this.#environments.size,
        units: this.#timeline.units(rows),
      },
      slowest: this.#timeline.slowest(rows),
      worstUnits: [...this.#worstUnits.values],
    };
  }

  #addReceipt(receipt: Receipt): void {
    const { timing, items, failures } = receipt;
    const { startedAt, endedAt, runMs, initMs } = timing;
    const handlerMs = this.#phases.add(receipt);
    addBuckets(this.#itemTimes, receipt.itemTimes);
    this.#environments.add(receipt);
    this.#timeline.add(receipt);
    this.moments.add(receipt);
    this.retries += receipt.retries;
    this.busyMs += runMs;
    this.handlerMs += handlerMs;
    this.provisionedMs += (handlerMs + initMs) * this.#slots;
    if (startedAt >= this.#since) {
      this.lastBusyMs += runMs;
      this.firstUnitAt = Math.min(this.firstUnitAt ?? startedAt, startedAt);
      this.firstInitAt = Math.min(this.firstInitAt ?? startedAt, startedAt - initMs);
      this.lastUnitEndedAt = Math.max(this.lastUnitEndedAt ?? endedAt, endedAt);
      this.last.units += 1;
      this.last.items += items.total;
      this.#pilot.add(receipt);
    }
    this.committed.units += 1;
    this.committed.items += items.total;
    if (receipt.backup) this.wonByBackups += 1;
    if (receipt.peakMb !== undefined) this.peakMb = Math.max(this.peakMb ?? 0, receipt.peakMb);
    this.logGroup = failures?.logGroup ?? this.logGroup;
    for (const [code, count] of Object.entries(failures?.codes ?? {}))
      this.codes[code] = (this.codes[code] ?? 0) + count;
    if (items.failed === 0) return;
    const { total, failed } = items;
    this.#worstUnits.add({ unit: receipt.unit, items: total, failed, failureRate: failed / total });
  }
}
