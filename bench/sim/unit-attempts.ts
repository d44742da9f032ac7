import { addTime, createHistogram, quantile } from '../../core/statistics/histogram.ts';
import { Heap } from './heap.ts';
import type { Meter } from './meter.ts';
import type { Chance } from './random.ts';
import { Reporters, type Reporting } from './reporters.ts';

/** A unit of the run. */
export interface Unit {
  unit: number;
  items: number;
  /** How much longer its items take than the mean. */
  weight: number;
  /** Its first attempt lands in a slow environment. */
  slow: boolean;
  attempts: number;
  committed: boolean;
  hasBackup: boolean;
}

/** One attempt at a unit. */
export interface Attempt extends Reporting {
  unit: Unit;
  backup: boolean;
  /** Slots as the downstream feels them: a slow environment calls it less often. */
  felt: number;
  over: boolean;
}

/** How attempts go. */
export interface AttemptSettings {
  itemConcurrency: number;
  /** Slowdown of a slow environment. */
  slowFactor: number;
  reportMs: number;
  stepMs: number;
  /** Null: none. */
  timeoutMs: number | null;
}

/** How an attempt ended. */
export type AttemptEnd = 'committed' | 'lost' | 'timed-out';

/** All attempts at units that run: what they hold of the downstream, when they end, what they report. */
export class UnitAttempts {
  readonly running = new Set<Attempt>();
  readonly reporters: Reporters;
  /** Times that committed units took, microseconds. */
  readonly durations = createHistogram();
  /** Slots that call the downstream. */
  felt = 0;
  readonly #settings: AttemptSettings;
  readonly #beats: number;
  readonly #ends = new Heap<Attempt>();
  readonly #timeouts: Attempt[] = [];
  #timedOut = 0;
  #losing: Attempt[] = [];

  constructor(settings: AttemptSettings) {
    this.#settings = settings;
    this.#beats = Math.max(1, Math.round(settings.reportMs / settings.stepMs));
    this.reporters = new Reporters(this.#beats);
  }

  /** An attempt claims its unit. @param tick number of the present step */
  begin(unit: Unit, backup: boolean, now: Meter, tick: number, chance: Chance): void {
    const { itemConcurrency, slowFactor, timeoutMs } = this.#settings;
    const slow = unit.slow && unit.attempts === 0 ? slowFactor : 1;
    unit.attempts += 1;
    const attempt: Attempt = {
      unit,
      backup,
      began: now,
      slots: itemConcurrency / unit.weight / slow,
      felt: itemConcurrency / slow,
      beat: (tick + Math.floor(chance.uniform() * 2)) % this.#beats,
      over: false,
    };
    this.running.add(attempt);
    this.felt += attempt.felt;
    this.reporters.join(attempt);
    this.#ends.push(now.items + unit.items / attempt.slots, attempt);
    if (timeoutMs !== null) this.#timeouts.push(attempt);
  }

  /** Attempts that end now; heartbeats that are due are told. */
  *advance(now: Meter, tick: number): Generator<{ attempt: Attempt; end: AttemptEnd }> {
    while (this.#ends.next <= now.items) {
      const attempt = this.#ends.pop();
      if (attempt === undefined || attempt.over) continue;
      const first = !attempt.unit.committed;
      this.#finish(attempt, now, true);
      if (first) {
        attempt.unit.committed = true;
        addTime(this.durations, (now.ms - attempt.began.ms) * 1000);
        this.#losing.push(...this.#rivals(attempt));
      }
      yield { attempt, end: first ? 'committed' : 'lost' };
    }
    yield* this.#endTimedOut(now);
    const beat = tick % this.#beats;
    // A heartbeat tells an attempt that its unit was committed by another.
    const lost = this.#losing.filter((attempt) => attempt.beat === beat && !attempt.over);
    this.#losing = this.#losing.filter((attempt) => attempt.beat !== beat && !attempt.over);
    for (const attempt of lost) {
      this.#finish(attempt, now, true);
      yield { attempt, end: 'lost' };
    }
    this.reporters.report(beat, now);
  }

  /** Median time that committed units took, ms. */
  get medianMs(): number {
    return quantile(this.durations, 0.5) / 1000;
  }

  *#endTimedOut(now: Meter): Generator<{ attempt: Attempt; end: AttemptEnd }> {
    const { timeoutMs } = this.#settings;
    if (timeoutMs === null) return;
    for (; ; this.#timedOut++) {
      const oldest = this.#timeouts[this.#timedOut];
      if (oldest === undefined || (!oldest.over && now.ms - oldest.began.ms < timeoutMs)) return;
      if (oldest.over) continue;
      this.#finish(oldest, now, false);
      yield { attempt: oldest, end: 'timed-out' };
    }
  }

  *#rivals(winner: Attempt): Generator<Attempt> {
    if (!winner.unit.hasBackup) return;
    for (const attempt of this.running) if (attempt.unit === winner.unit) yield attempt;
  }

  #finish(attempt: Attempt, now: Meter, reports: boolean): void {
    attempt.over = true;
    this.running.delete(attempt);
    this.felt -= attempt.felt;
    this.reporters.leave(attempt, now, reports);
  }
}
