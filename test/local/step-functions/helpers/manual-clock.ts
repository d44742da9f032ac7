import type { Clock } from '../../../../local/step-functions/execution/clock.ts';
import { until } from './cloud.ts';

/** A clock that only moves when told to. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0.5;
  }

  schedule(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that are set. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Waits until a timer is set; milliseconds until the first one. */
  async nextWait(): Promise<number> {
    await until(() => (this.#timers.size > 0 ? true : undefined));
    return Math.min(...[...this.#timers].map(({ at }) => at)) - this.#now;
  }

  async advance(ms: number): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#now += ms;
    for (const timer of [...this.#timers]) {
      if (timer.at > this.#now || !this.#timers.delete(timer)) continue;
      timer.callback();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
