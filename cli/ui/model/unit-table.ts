import type { ChangedUnit } from '../../../aws/ledger/index.ts';
import type { RunningView } from '../events.ts';
import type { Stretch } from './time-series.ts';

/** What a unit is to the execution that is shown. */
export type UnitState = 'waiting' | 'running' | 'committed';

/** An execution of a run, as the ledger numbers it. */
export interface Execution {
  epoch: number;
  generation: number;
}

const rawStates = { none: 0, claimed: 1, committed: 2 } as const;

/**
 * What the ledger last said of each unit, in about 50 bytes a unit: claims of an earlier epoch are dead, and units that an
 * earlier generation committed with failed items wait to be run again.
 */
export class UnitTable {
  readonly total: number;
  readonly #state: Uint8Array;
  readonly #epoch: Uint32Array;
  readonly #generation: Uint32Array;
  readonly #attempt: Uint32Array;
  readonly #done: Uint32Array;
  readonly #failed: Uint32Array;
  readonly #startedAt: Float64Array;
  readonly #updatedAt: Float64Array;
  readonly #claimed = new Set<number>();
  #now: Execution = { epoch: 0, generation: 0 };

  constructor(total: number) {
    this.total = total;
    this.#state = new Uint8Array(total);
    this.#epoch = new Uint32Array(total);
    this.#generation = new Uint32Array(total);
    this.#attempt = new Uint32Array(total);
    this.#done = new Uint32Array(total);
    this.#failed = new Uint32Array(total);
    this.#startedAt = new Float64Array(total);
    this.#updatedAt = new Float64Array(total);
  }

  /**
   * Says which execution of the run is shown.
   * @returns true if it is another one than before: what every unit is may have changed
   */
  enter({ epoch, generation }: Execution): boolean {
    if (epoch === this.#now.epoch && generation === this.#now.generation) return false;
    this.#now = { epoch, generation };
    return true;
  }

  /** Takes a row in; false if it says nothing new. */
  take({ unit, state, epoch, generation, attempt, progress, startedAt, updatedAt }: ChangedUnit): boolean {
    if (unit >= this.total) return false;
    const known = this.#updatedAt[unit] ?? 0;
    const raw = rawStates[state];
    if (updatedAt < known || (updatedAt === known && raw === this.#state[unit])) return false;
    this.#state[unit] = raw;
    this.#epoch[unit] = epoch;
    this.#generation[unit] = generation;
    this.#attempt[unit] = attempt;
    this.#done[unit] = progress.done;
    this.#failed[unit] = progress.failed;
    this.#startedAt[unit] = startedAt;
    this.#updatedAt[unit] = updatedAt;
    if (state === 'claimed') this.#claimed.add(unit);
    else this.#claimed.delete(unit);
    return true;
  }

  stateOf(unit: number): UnitState {
    const raw = this.#state[unit];
    if (raw === rawStates.claimed) return (this.#epoch[unit] ?? 0) >= this.#now.epoch ? 'running' : 'waiting';
    if (raw !== rawStates.committed) return 'waiting';
    const again = this.failedOf(unit) > 0 && (this.#generation[unit] ?? 0) < this.#now.generation;
    return again ? 'waiting' : 'committed';
  }

  doneOf(unit: number): number {
    return this.#done[unit] ?? 0;
  }

  failedOf(unit: number): number {
    return this.#failed[unit] ?? 0;
  }

  startedAt(unit: number): number {
    return this.#startedAt[unit] ?? 0;
  }

  /** From its latest start to its last report, milliseconds. */
  durationOf(unit: number): number {
    return Math.max(0, (this.#updatedAt[unit] ?? 0) - this.startedAt(unit));
  }

  stretchOf(unit: number): Stretch {
    return { startedAt: this.startedAt(unit), endedAt: this.#updatedAt[unit] ?? 0, done: this.doneOf(unit) };
  }

  /** Units that run. */
  *running(): Generator<number> {
    for (const unit of this.#claimed) if (this.stateOf(unit) === 'running') yield unit;
  }

  /** Those that have run longest. */
  longestRunning(most: number): RunningView[] {
    return [...this.running()]
      .sort((a, b) => this.startedAt(a) - this.startedAt(b) || a - b)
      .slice(0, most)
      .map((unit) => ({
        unit,
        attempt: this.#attempt[unit] ?? 0,
        startedAt: this.startedAt(unit),
        done: this.doneOf(unit),
        failed: this.failedOf(unit),
      }));
  }
}
