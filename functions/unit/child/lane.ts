import { type LaneMemory, newLane, noteSuccess, noteThrottle } from '../../../core/task/retry-wait.ts';

/** One of a unit's `itemConcurrency` lanes, each of which runs items one after another. */
export class Lane {
  #memory = newLane;

  /** An attempt went well. */
  succeed(itemMs: number): void {
    this.#memory = noteSuccess(this.#memory, itemMs);
  }

  /** An attempt failed. @returns what the next one is to wait by, if the failure was a throttle */
  fail(throttled: boolean): LaneMemory | undefined {
    if (!throttled) return undefined;
    this.#memory = noteThrottle(this.#memory);
    return this.#memory;
  }
}
