import { type ByteKey, compareByteKeys, toByteKey } from './byte-order.ts';

/**
 * The keys of a bucket with what a listing shows of them, in memory. Look-up is by key at once; the order is kept lazily:
 * keys that came since the last listing are sorted and merged in when the next one asks, so 100,000 objects cost
 * milliseconds a listing and writes nothing.
 */
export class KeyIndex<Entry> {
  readonly #entries = new Map<ByteKey, Entry>();
  /** Sorted; may hold keys deleted since. */
  #sorted: ByteKey[] = [];
  /** Not yet in {@link #sorted}. */
  #added = new Set<ByteKey>();
  /** Whether {@link #sorted} isn't what {@link #entries} has. */
  #stale = false;

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(toByteKey(key));
  }

  set(key: string, entry: Entry): void {
    const byteKey = toByteKey(key);
    if (!this.#entries.has(byteKey)) {
      this.#added.add(byteKey);
      this.#stale = true;
    }
    this.#entries.set(byteKey, entry);
  }

  delete(key: string): void {
    const byteKey = toByteKey(key);
    if (!this.#entries.delete(byteKey)) return;
    this.#added.delete(byteKey);
    this.#stale = true;
  }

  /** All entries with a key of `from` or later, in the order of their keys' bytes. Don't change the index meanwhile. */
  *entriesFrom(from: ByteKey): Generator<[ByteKey, Entry]> {
    const sorted = this.#settle();
    for (let at = lowerBound(sorted, from); at < sorted.length; at++) {
      const key = sorted[at] ?? '';
      const entry = this.#entries.get(key);
      if (entry !== undefined) yield [key, entry];
    }
  }

  #settle(): readonly ByteKey[] {
    if (this.#stale) {
      const added = [...this.#added].sort(compareByteKeys);
      this.#sorted = mergeSorted(this.#sorted, added, (key) => this.#entries.has(key));
      this.#added = new Set();
      this.#stale = false;
    }
    return this.#sorted;
  }
}

/** Merges two sorted lists, leaving out what isn't kept and what is in both. */
function mergeSorted(a: ByteKey[], b: ByteKey[], keep: (key: ByteKey) => boolean): ByteKey[] {
  const merged: ByteKey[] = [];
  let at = 0;
  for (const key of a) {
    for (let next = b[at]; next !== undefined && next < key; next = b[++at]) merged.push(next);
    if (key !== b[at] && keep(key)) merged.push(key);
  }
  for (let next = b[at]; next !== undefined; next = b[++at]) merged.push(next);
  return merged;
}

function lowerBound(sorted: readonly ByteKey[], from: ByteKey): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
