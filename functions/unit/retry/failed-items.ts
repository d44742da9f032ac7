import { type FailureRecord, failureRecord } from '../../../core/contracts/failure.ts';
import type { SourceItem } from '../../../core/splitting/index.ts';
import { readLines } from '../../../core/splitting/read-lines.ts';

/** The items of a unit that failed in an earlier generation, in order: records are read as they are needed. */
export class FailedItems {
  readonly #records: AsyncGenerator<FailureRecord>;
  /** Records of items that were picked and haven't ended, by the item's index. */
  readonly #picked = new Map<number, { ordinal: number; record: FailureRecord }>();
  #ordinal = 0;
  #next: FailureRecord | undefined;

  private constructor(records: AsyncGenerator<FailureRecord>) {
    this.#records = records;
  }

  /**
   * Opens the list behind those that earlier invocations did.
   * @returns the list, and the last record of those that were done
   */
  static async open(
    bytes: AsyncIterable<Buffer>,
    done: number,
  ): Promise<{ items: FailedItems; last: FailureRecord | undefined }> {
    const items = new FailedItems(parseRecords(bytes));
    let last: FailureRecord | undefined;
    for (let skipped = 0; skipped < done; skipped++) last = await items.#read();
    items.#next = await items.#read();
    return { items, last };
  }

  /** Record of the first item that is left; undefined if none is. */
  get next(): FailureRecord | undefined {
    return this.#next;
  }

  /** Those of a unit's items that are in the list. */
  async *pick(batches: AsyncIterable<readonly SourceItem[]>): AsyncGenerator<SourceItem[]> {
    if (this.#next === undefined) return;
    for await (const batch of batches) {
      const picked: SourceItem[] = [];
      for (const item of batch) {
        if (this.#next === undefined || item.index !== this.#next.item) continue;
        this.#picked.set(item.index, { ordinal: this.#ordinal, record: this.#next });
        this.#ordinal += 1;
        picked.push(item);
        this.#next = await this.#read();
      }
      if (picked.length > 0) yield picked;
      if (this.#next === undefined) return;
    }
  }

  /** Position of an item among those of this invocation. */
  ordinalOf(index: number): number {
    return this.#find(index).ordinal;
  }

  /** Where the item's rows stand in the earlier output; the item is forgotten then. */
  takeOffset(index: number): number {
    const { offset } = this.#find(index).record.output;
    this.#picked.delete(index);
    return offset;
  }

  async close(): Promise<void> {
    await this.#records.return(undefined);
  }

  #find(index: number) {
    const picked = this.#picked.get(index);
    if (picked === undefined) throw new Error(`item ${index} is not one that failed`);
    return picked;
  }

  async #read(): Promise<FailureRecord | undefined> {
    const record = await this.#records.next();
    return record.done ? undefined : record.value;
  }
}

async function* parseRecords(bytes: AsyncIterable<Buffer>): AsyncGenerator<FailureRecord> {
  for await (const line of readLines(bytes)) yield failureRecord.parse(JSON.parse(line));
}
