import { fillBucket, refillBucket, type TokenBucket, takeTokens } from '../../core/govern/token-bucket.ts';
import { Heap } from './heap.ts';
import type { Lambda } from './lambda.ts';
import type { Chance } from './random.ts';
import type { Unit } from './unit-attempts.ts';

/** Children that a map run starts in a second, by their type (Step Functions service quotas). */
const startsPerSecond = { STANDARD: 100, EXPRESS: 1_000 };
/** A change of MaxConcurrency is in force after so long. An assumption. */
const updateTakesMs = 1_000;
/** From the start of a child to the claim in the ledger: Invoke, and the claim's own write. */
const warmStartMs = 30;
const coldStartMs = 700;

/** A unit that a child or a backup is about to run. */
interface Start {
  unit: Unit;
  backup: boolean;
  refusals: number;
}

/** The Distributed Map: starts children up to MaxConcurrency and retries what Lambda throttles, as the state machine does. */
export class MapRun {
  /** Children that are running. */
  children = 0;
  readonly #units: readonly Unit[];
  readonly #lambda: Lambda;
  readonly #chance: Chance;
  readonly #rate: { capacity: number; perSecond: number };
  readonly #retries = new Heap<Start>();
  readonly #starting = new Heap<Start>();
  readonly #limits: { limit: number; fromMs: number }[];
  #starts: TokenBucket;
  #next = 0;

  constructor(
    units: readonly Unit[],
    around: {
      lambda: Lambda;
      chance: Chance;
      childType: 'STANDARD' | 'EXPRESS';
      limit: number;
      stepMs: number;
    },
  ) {
    this.#units = units;
    this.#lambda = around.lambda;
    this.#chance = around.chance;
    const perSecond = startsPerSecond[around.childType];
    this.#rate = { capacity: Math.max(1, (perSecond * around.stepMs) / 1000), perSecond };
    this.#starts = fillBucket(this.#rate, 0);
    this.#limits = [{ limit: around.limit, fromMs: 0 }];
  }

  /** Units that no child was started for. */
  get pending(): number {
    return this.#units.length - this.#next;
  }

  /** UpdateMapRun. Children that run above a lower limit run on. */
  update(limit: number, nowMs: number): void {
    this.#limits.push({ limit, fromMs: nowMs + updateTakesMs });
  }

  /** Tries a unit again after a while: its attempt timed out. */
  retry(unit: Unit, nowMs: number): void {
    this.#retries.push(nowMs + 1_000 * this.#chance.uniform(), { unit, backup: false, refusals: 0 });
  }

  /** Invokes the unit function asynchronously for a backup copy. */
  startBackup(unit: Unit, nowMs: number): void {
    this.#invoke({ unit, backup: true, refusals: 0 }, nowMs);
  }

  /** Units whose attempt claims them now. */
  *advance(nowMs: number): Generator<{ unit: Unit; backup: boolean }> {
    while (this.#retries.next <= nowMs) {
      const again = this.#retries.pop();
      if (again !== undefined) this.#invoke(again, nowMs);
    }
    while ((this.#limits[1]?.fromMs ?? Number.POSITIVE_INFINITY) <= nowMs) this.#limits.shift();
    this.#starts = refillBucket(this.#starts, this.#rate, nowMs);
    const limit = this.#limits[0]?.limit ?? 0;
    while (this.pending > 0 && this.children < limit && this.#starts.tokens >= 1) {
      const unit = this.#units[this.#next++];
      if (unit === undefined) break;
      this.#starts = takeTokens(this.#starts, 1);
      this.children += 1;
      this.#invoke({ unit, backup: false, refusals: 0 }, nowMs);
    }
    while (this.#starting.next <= nowMs) {
      const ready = this.#starting.pop();
      if (ready !== undefined) yield ready;
    }
  }

  #invoke(start: Start, nowMs: number): void {
    const outcome = this.#lambda.invoke(nowMs);
    if (outcome === 'refused') {
      // The state machine's Retry: 1 s doubled up to 60 s, full jitter.
      const waitMs = Math.min(60_000, 1_000 * 2 ** start.refusals) * this.#chance.uniform();
      this.#retries.push(nowMs + waitMs, { ...start, refusals: start.refusals + 1 });
      return;
    }
    const takesMs = outcome === 'warm' ? warmStartMs : coldStartMs * (0.7 + 0.6 * this.#chance.uniform());
    this.#starting.push(nowMs + takesMs, start);
  }
}
