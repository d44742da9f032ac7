import { createGroupMemoryReader, type GroupMemoryReader } from './group-memory.ts';

const INTERVAL_MS = 250;

/** Told the memory of a process group that is watched, in bytes. */
export type MemoryListener = (bytes: number) => void;

/** Samples the memory of process groups while they run an invocation, about four times a second. */
export class MemoryWatch {
  readonly #listeners = new Map<number, MemoryListener>();
  readonly #reader: GroupMemoryReader = createGroupMemoryReader();
  #timer: NodeJS.Timeout | undefined;

  watch(group: number, listener: MemoryListener): void {
    this.#listeners.set(group, listener);
    this.#schedule();
  }

  unwatch(group: number): void {
    this.#listeners.delete(group);
  }

  close(): void {
    this.#listeners.clear();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#timer === undefined && this.#listeners.size > 0) {
      this.#timer = setTimeout(() => void this.#sample(), INTERVAL_MS).unref();
    }
  }

  async #sample(): Promise<void> {
    if (this.#listeners.size > 0) {
      const usage = await this.#reader.read(new Set(this.#listeners.keys()));
      for (const [group, bytes] of usage) {
        this.#listeners.get(group)?.(bytes);
      }
    }
    this.#timer = undefined;
    this.#schedule();
  }
}
