/** What is under way to and in the item process at most: enough that it never waits, little enough to be flat. */
const mostItems = 2_000;
/** How much work may be sent ahead: what was sent is waited for when the unit winds down. */
const aheadMs = 2_000;
/** The pace is that of about the last second: the weight of what was before falls to a third in each. */
const memoryMs = 1_000;

/** How many items may be under way, from the pace at which they end. */
export class QueueDepth {
  readonly #least: number;
  #pending = 0;
  #ended = 0;
  #tookMs = 0;
  #since: number | undefined;

  /** @param itemConcurrency items that run side by side: twice as many may always be under way */
  constructor(itemConcurrency: number) {
    this.#least = Math.min(mostItems, 2 * itemConcurrency);
  }

  /** From now on the process has something to do. */
  begin(now: number): void {
    this.#since = now;
  }

  /** An item ended; `look` says when. */
  end(): void {
    this.#pending += 1;
  }

  /** Takes the items that ended since the last look into account. */
  look(now: number): void {
    const passed = now - (this.#since ?? now);
    const weight = Math.exp(-passed / memoryMs);
    this.#ended = this.#ended * weight + this.#pending;
    this.#tookMs = this.#tookMs * weight + passed;
    this.#pending = 0;
    this.#since = now;
  }

  /** Items that may be under way. */
  get items(): number {
    if (this.#ended === 0) return this.#least;
    const ahead = Math.floor((this.#ended / Math.max(this.#tookMs, 0.001)) * aheadMs);
    return Math.min(mostItems, Math.max(this.#least, ahead));
  }
}
