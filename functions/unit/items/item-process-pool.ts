import { ItemProcess, type ItemProcessOptions } from './item-process.ts';
import { MemoryPeak } from './memory-peak.ts';

/**
 * Keeps one item process warm between invocations: a new one costs some 100 ms.
 * An execution environment runs one invocation at a time, so one is enough.
 */
export class ItemProcessPool {
  readonly #options: ItemProcessOptions;
  #idle: ItemProcess | undefined;
  #current: ItemProcess | undefined;
  /** Of this process and the item process together. */
  readonly memoryPeak = new MemoryPeak();
  /** Processes started so far. */
  forks = 0;

  constructor(options: ItemProcessOptions) {
    this.#options = { ...options, seen: (residentBytes) => this.memoryPeak.note(residentBytes) };
  }

  get memoryBytes(): number {
    return this.#options.memoryBytes;
  }

  /** A process to run items in: the warm one, else a new one. */
  async take(): Promise<ItemProcess> {
    const idle = this.#idle;
    this.#idle = undefined;
    if (idle === undefined) this.forks += 1;
    this.#current = idle ?? new ItemProcess(this.#options);
    return this.#current;
  }

  /** Samples memory now: a unit may be shorter than the time between two samples. */
  async noteMemory(): Promise<void> {
    this.memoryPeak.note(0);
    await this.#current?.watch.checkMemory();
  }

  /** Keeps the process for the next unit, if nothing is under way in it. */
  async keep(): Promise<void> {
    if (this.#current?.tainted) await this.discard();
    else this.#idle = this.#current;
  }

  /** Ends the process: something may still be under way in it. */
  async discard(): Promise<void> {
    await this.#current?.kill();
    this.#current = undefined;
    this.#idle = undefined;
  }
}
