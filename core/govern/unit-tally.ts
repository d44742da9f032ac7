import * as z from 'zod';
import { noProgress, type UnitProgress, unitProgress } from '../contracts/unit-progress.ts';
import {
  addBuckets,
  addTime,
  bucketsOf,
  createHistogram,
  type Histogram,
  quantile,
} from '../statistics/histogram.ts';
import type { RunningUnit } from './stragglers.ts';

const count = z.int().min(0);

/** What the ledger says of a unit whose row changed. Times are epoch milliseconds. */
export interface UnitChange {
  unit: number;
  state: 'claimed' | 'committed';
  progress: UnitProgress;
  startedAt: number;
  leaseUntil: number;
  updatedAt: number;
}

const runningUnit = z.object({
  progress: unitProgress,
  startedAt: z.number(),
  leaseUntil: z.number(),
  updatedAt: z.number(),
  /** When a copy of it was started last; 0 if never. */
  copiedAt: z.number(),
  /** When it was claimed first. Absent in what an earlier version kept. */
  since: z.number().optional(),
});

/** A tally as it is kept between two Govern Lambdas. */
export const tallyState = z.object({
  version: z.literal(1),
  units: count,
  /** One bit for each unit, base64. */
  committed: z.string(),
  running: z.array(z.tuple([count, runningUnit])),
  sums: unitProgress,
  /** Durations of committed units, microseconds, as a sparse histogram. */
  durations: z.array(z.tuple([count, count])),
});
export type TallyState = z.infer<typeof tallyState>;

/** What was reported since the tick before. */
export type TallyDelta = UnitProgress & { unitMs: number };

/**
 * Adds up what the ledger says of a run's units, from the rows that changed: in memory of the units that run and one bit
 * for each of the others. A row may be told twice.
 */
export class UnitTally {
  readonly #units: number;
  readonly #committed: Uint8Array;
  readonly #running = new Map<number, z.infer<typeof runningUnit>>();
  readonly #durations: Histogram = createHistogram();
  #sums = noProgress;
  #committedCount = 0;

  /** @param units of the run, or what {@link keep} gave */
  constructor(from: number | TallyState) {
    const units = typeof from === 'number' ? from : from.units;
    this.#units = units;
    this.#committed = new Uint8Array(Math.ceil(units / 8));
    if (typeof from === 'number') return;
    this.#committed.set(Buffer.from(from.committed, 'base64').subarray(0, this.#committed.length));
    for (let unit = 0; unit < units; unit++) if (this.#isCommitted(unit)) this.#committedCount += 1;
    for (const [unit, running] of from.running) this.#running.set(unit, running);
    addBuckets(this.#durations, from.durations);
    this.#sums = from.sums;
  }

  /** Takes changes in and says what they add. */
  take(changes: readonly UnitChange[]): TallyDelta {
    const before = this.#sums;
    let unitMs = 0;
    for (const change of changes) unitMs += this.#takeOne(change);
    const grown = (name: keyof UnitProgress) => Math.max(0, this.#sums[name] - before[name]);
    return {
      done: grown('done'),
      failed: grown('failed'),
      rows: grown('rows'),
      attempts: grown('attempts'),
      runMs: grown('runMs'),
      errors: grown('errors'),
      throttles: grown('throttles'),
      unitMs,
    };
  }

  /** Of all units, those that run included. */
  get sums(): UnitProgress {
    return this.#sums;
  }

  get committed(): number {
    return this.#committedCount;
  }

  /** Units that hold a lease now. */
  runningAt(nowMs: number): number {
    let running = 0;
    for (const { leaseUntil } of this.#running.values()) if (leaseUntil > nowMs) running += 1;
    return running;
  }

  /** How long the unit has been under way that runs longest now, since it was claimed first, milliseconds; 0 if none runs. */
  oldestRunningMs(nowMs: number): number {
    let oldest = 0;
    for (const { leaseUntil, startedAt, since = startedAt } of this.#running.values())
      if (leaseUntil > nowMs) oldest = Math.max(oldest, nowMs - since);
    return oldest;
  }

  /** Units that were claimed and aren't committed. */
  get begun(): number {
    return this.#running.size;
  }

  /** Median duration of committed units, milliseconds; 0 if there are noProgress. */
  get medianMs(): number {
    return quantile(this.#durations, 0.5) / 1000;
  }

  /**
   * Units that run, as stragglers are told by.
   * @param items of a unit
   */
  straggling(nowMs: number, items: number): RunningUnit[] {
    return [...this.#running]
      .filter(([, { leaseUntil }]) => leaseUntil > nowMs)
      .map(([unit, { startedAt, updatedAt, copiedAt, progress }]) => ({
        unit,
        startedAtMs: startedAt,
        hasBackup: copiedAt > 0,
        report: { itemsDone: progress.done, items, afterMs: Math.max(0, updatedAt - startedAt) },
      }));
  }

  /**
   * Units whose attempt went silent: its lease has run out, and nobody has claimed it since.
   * @param patienceMs beyond the lease's end
   */
  silent(nowMs: number, patienceMs: number): { unit: number; silentMs: number }[] {
    return [...this.#running]
      .filter(([, { leaseUntil, copiedAt }]) => Math.max(leaseUntil, copiedAt) + patienceMs < nowMs)
      .map(([unit, { updatedAt }]) => ({ unit, silentMs: nowMs - updatedAt }));
  }

  /** Notes that a copy of a unit was started. */
  noteCopy(unit: number, nowMs: number): void {
    const running = this.#running.get(unit);
    if (running !== undefined) running.copiedAt = nowMs;
  }

  keep(): TallyState {
    return {
      version: 1,
      units: this.#units,
      committed: Buffer.from(this.#committed).toString('base64'),
      running: [...this.#running],
      sums: this.#sums,
      durations: bucketsOf(this.#durations),
    };
  }

  /** @returns milliseconds since the unit's last report */
  #takeOne({ unit, state, progress, startedAt, leaseUntil, updatedAt }: UnitChange): number {
    if (unit >= this.#units || this.#isCommitted(unit)) return 0;
    const before = this.#running.get(unit);
    // A commit is the last word, also where a heartbeat that was sent after it came through before it.
    if (before !== undefined && before.updatedAt > updatedAt && state !== 'committed') return 0;
    this.#sums = addCounters(this.#sums, progress, before?.progress ?? noProgress);
    const since = Math.max(0, updatedAt - Math.max(startedAt, before?.updatedAt ?? startedAt));
    if (state === 'committed') {
      this.#running.delete(unit);
      this.#committed[unit >> 3] = (this.#committed[unit >> 3] ?? 0) | (1 << (unit & 7));
      this.#committedCount += 1;
      addTime(this.#durations, Math.max(0, updatedAt - startedAt) * 1000);
      return since;
    }
    const copiedAt = before?.copiedAt ?? 0;
    const sinceThen = Math.min(startedAt, before?.since ?? startedAt);
    this.#running.set(unit, { progress, startedAt, leaseUntil, updatedAt, copiedAt, since: sinceThen });
    return since;
  }

  #isCommitted(unit: number): boolean {
    return ((this.#committed[unit >> 3] ?? 0) & (1 << (unit & 7))) !== 0;
  }
}

function addCounters(sums: UnitProgress, now: UnitProgress, before: UnitProgress): UnitProgress {
  const add = (name: keyof UnitProgress) => sums[name] + now[name] - before[name];
  return {
    done: add('done'),
    failed: add('failed'),
    rows: add('rows'),
    attempts: add('attempts'),
    runMs: Math.max(0, add('runMs')),
    errors: add('errors'),
    throttles: add('throttles'),
  };
}
