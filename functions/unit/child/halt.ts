import { setTimeout as sleep } from 'node:timers/promises';

/** Why the signal of an attempt aborts whose run is stopped on demand. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';

  constructor() {
    super('the run is being stopped');
  }
}

/** How far the items of a unit are still to go: on, to the end of their attempts, or not at all. */
export class Halt {
  readonly #noRetries = new AbortController();
  #stopped: RunStopped | undefined;

  /** From now on no item gets another attempt; one that waits for it is left as it is. */
  windDown(): void {
    this.#noRetries.abort();
  }

  /** From now on only success counts: what fails may do so because it was told to end. */
  stop(): RunStopped {
    this.#stopped ??= new RunStopped();
    this.#noRetries.abort();
    return this.#stopped;
  }

  /** Whether the unit has asked for anything of this. */
  get asked(): boolean {
    return this.#noRetries.signal.aborted;
  }

  get stopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Waits before another attempt. @returns whether there may be one */
  async rest(milliseconds: number): Promise<boolean> {
    const { signal } = this.#noRetries;
    await sleep(milliseconds, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }
}
