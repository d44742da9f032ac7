import type { SourceItem } from '../../core/splitting/index.ts';

/** The items that one invocation takes of a unit, batch by batch, and where the next invocation would go on. */
export class ItemSource implements AsyncIterable<readonly SourceItem[]> {
  readonly #batches: AsyncGenerator<SourceItem[]>;
  #left: number;
  #ahead: SourceItem | undefined;

  /** @param size items at most */
  constructor(batches: AsyncGenerator<SourceItem[]>, size: number) {
    this.#batches = batches;
    this.#left = size;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly SourceItem[]> {
    while (this.#left > 0) {
      const batch = await this.#batches.next();
      if (batch.done) return;
      const taken = batch.value.slice(0, this.#left);
      this.#ahead = batch.value[taken.length];
      this.#left -= taken.length;
      yield taken;
    }
  }

  /** The first item that was not taken; undefined at the end of the unit. */
  async peek(): Promise<SourceItem | undefined> {
    if (this.#ahead === undefined) {
      const batch = await this.#batches.next();
      if (!batch.done) [this.#ahead] = batch.value;
    }
    return this.#ahead;
  }

  /** Lets the stream go. */
  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }
}
