import { Heap } from '../../sim/heap.ts';

/** What happens step by step: it yields how long it waits before it goes on, ms. */
export type Steps<Result = void> = Generator<number, Result, void>;

/** Virtual time: it jumps from one thing that happens to the next. */
export class Timeline {
  readonly #waiting = new Heap<Steps>();
  #nowMs = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Begins something, at once, up to its first wait. */
  begin(steps: Steps): void {
    const { done, value } = steps.next();
    if (!done) this.#waiting.push(this.#nowMs + value, steps);
  }

  /**
   * Lets time pass until the end.
   * @throws Error if everything stands still before
   */
  runUntil(isOver: () => boolean): void {
    while (!isOver()) {
      const { next } = this.#waiting;
      const steps = this.#waiting.pop();
      if (steps === undefined) throw new Error(`Nothing goes on after ${this.#nowMs} ms`);
      this.#nowMs = next;
      this.begin(steps);
    }
  }
}
