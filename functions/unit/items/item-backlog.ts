import type { SourceItem } from '../../../core/splitting/item.ts';
import type { TrackedItem } from './open-item.ts';

/** The open items of a unit: those under way in the item process and those that are still to be sent, in what order. */
export class ItemBacklog {
  readonly #underWay = new Map<number, TrackedItem>();
  /** Items of which one may have ended a process: each is sent alone, before all others. */
  #suspects: TrackedItem[] = [];
  #unsent: TrackedItem[] = [];
  #onTrial = false;
  #bytesUnderWay = 0;

  /** Items that were sent. */
  get underWay(): number {
    return this.#underWay.size;
  }

  /** Bytes of the items that were sent. */
  get bytesUnderWay(): number {
    return this.#bytesUnderWay;
  }

  /** All open items. */
  get size(): number {
    return this.#underWay.size + this.#suspects.length + this.#unsent.length;
  }

  /** Whether a suspect is to be tried, or being tried, before anything else goes on. */
  get hasSuspects(): boolean {
    return this.#onTrial || this.#suspects.length > 0;
  }

  add(open: TrackedItem): void {
    this.#unsent.push(open);
  }

  /** The item under way at this place in the source. */
  find(index: number): TrackedItem | undefined {
    return this.#underWay.get(index);
  }

  /** Of all open items the first one in the source. */
  first(): TrackedItem | undefined {
    let first: TrackedItem | undefined;
    for (const some of [this.#underWay.values(), this.#suspects, this.#unsent])
      for (const open of some) if (first === undefined || open.item.index < first.item.index) first = open;
    return first;
  }

  /** Items under way, in the order in which they were sent. */
  listUnderWay(): TrackedItem[] {
    return [...this.#underWay.values()];
  }

  /** What to send next: a suspect once nothing else is under way, else up to `items` items and `bytes` bytes. */
  dispatch(room: { items: number; bytes: number }): TrackedItem[] {
    if (this.#onTrial) return [];
    const suspect = this.#suspects[0];
    if (suspect !== undefined) {
      if (this.#underWay.size > 0) return [];
      this.#onTrial = true;
      return this.#launch(this.#suspects.splice(0, 1));
    }
    let bytes = 0;
    let items = 0;
    for (const { item } of this.#unsent) {
      if (items >= room.items || bytes >= room.bytes) break;
      items += 1;
      bytes += sizeOf(item);
    }
    return this.#launch(this.#unsent.splice(0, items));
  }

  /** An item under way has ended. */
  end({ item }: TrackedItem): void {
    this.#underWay.delete(item.index);
    this.#bytesUnderWay -= sizeOf(item);
    this.#onTrial = false;
  }

  /** The process is gone: what was under way in it, and hasn't ended, is to be sent again. */
  requeue(suspects: readonly TrackedItem[]): void {
    const rest = [...this.#underWay.values()].filter((open) => !suspects.includes(open));
    this.#suspects = [...suspects, ...this.#suspects];
    this.#unsent = [...rest, ...this.#unsent];
    this.#underWay.clear();
    this.#bytesUnderWay = 0;
    this.#onTrial = false;
  }

  #launch(chosen: TrackedItem[]): TrackedItem[] {
    for (const open of chosen) {
      this.#underWay.set(open.item.index, open);
      this.#bytesUnderWay += sizeOf(open.item);
    }
    return chosen;
  }
}

function sizeOf({ bytes }: SourceItem): number {
  return bytes?.byteLength ?? 0;
}
