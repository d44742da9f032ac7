import type { Clock } from './clock.ts';

/** Milliseconds from a change to its checkpoint, and so what the death of the process may cost. */
const INTERVAL_MS = 1_000;
/** Checkpoints take at most one part in this many of the time, however long the history is. */
const SHARE = 20;

/**
 * Takes down where an execution stands, a second after it has moved, so that it can be redriven after the process was
 * killed. Executions that end within the second cost nothing.
 */
export class Checkpoints {
  readonly #clock: Clock;
  readonly #write: () => Promise<void>;
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #interval = INTERVAL_MS;
  #stopped = false;

  /** @param write takes it down; a failure is left to the next one */
  constructor(clock: Clock, write: () => Promise<void>) {
    this.#clock = clock;
    this.#write = write;
  }

  /** The execution has moved. */
  moved(): void {
    if (this.#stopped || this.#cancelTimer !== undefined) return;
    this.#cancelTimer = this.#clock.schedule(this.#interval, () => {
      this.#writing = this.#take();
    });
  }

  /** Waits for a write that is under way; there is none afterwards. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await this.#writing;
  }

  async #take(): Promise<void> {
    const before = performance.now();
    try {
      await this.#write();
    } catch (thrown) {
      process.emitWarning(thrown instanceof Error ? thrown : String(thrown));
    }
    this.#interval = Math.max(INTERVAL_MS, SHARE * (performance.now() - before));
    this.#cancelTimer = undefined;
  }
}
