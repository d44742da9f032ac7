const mebibyte = 1024 ** 2;

/** The largest memory that a unit's own process and its item process have together, by samples. */
export class MemoryPeak {
  readonly #ownBytes: () => number;
  #bytes = 0;

  /** @param ownBytes resident memory of this process; default: as the system says */
  constructor(ownBytes: () => number = () => process.memoryUsage.rss()) {
    this.#ownBytes = ownBytes;
  }

  /** Begins anew, for the next unit. */
  reset(): void {
    this.#bytes = 0;
  }

  /** Takes a sample of the item process's resident memory, 0 where there is none. */
  note(itemProcessBytes: number): void {
    this.#bytes = Math.max(this.#bytes, itemProcessBytes + this.#ownBytes());
  }

  /** MiB, to a tenth. */
  get mebibytes(): number {
    return Math.round((this.#bytes / mebibyte) * 10) / 10;
  }
}
