import { createHash } from 'node:crypto';

/** Names that a table takes at most: 20 bytes each at half load, 2.7 GB. */
const mostEntries = 2 ** 26;
const wordsPerEntry = 5;

/**
 * Remembers which item claimed a name first, in 40 bytes a name or less, whatever the names' length: names are kept as
 * 128 bits of their SHA-256. Two of a billion names alike by chance: less likely than 1 in 10^20.
 */
export class ClaimTable {
  /** Four words of digest and the item + 1; an item of 0 marks a free place. */
  #words = new Uint32Array(1024 * wordsPerEntry);
  #places = 1024;
  #entries = 0;

  /**
   * Claims a name for an item.
   * @returns the item that holds it already, if that is another one
   * @throws RangeError beyond 67,108,864 names
   */
  claim(name: string, item: number): number | undefined {
    if (this.#entries * 2 >= this.#places) this.#grow();
    const digest = createHash('sha256').update(name).digest();
    const words = [
      digest.readUInt32LE(0),
      digest.readUInt32LE(4),
      digest.readUInt32LE(8),
      digest.readUInt32LE(12),
    ];
    const at = this.#find(words);
    const holder = this.#words[at + 4] ?? 0;
    if (holder !== 0) return holder === item + 1 ? undefined : holder - 1;
    this.#words.set([...words, item + 1], at);
    this.#entries += 1;
    return undefined;
  }

  #find(words: readonly number[]): number {
    let place = (words[0] ?? 0) % this.#places;
    for (;;) {
      const at = place * wordsPerEntry;
      if (this.#words[at + 4] === 0 || words.every((word, n) => this.#words[at + n] === word)) return at;
      place = (place + 1) % this.#places;
    }
  }

  #grow(): void {
    if (this.#entries >= mostEntries) throw new RangeError(`at most ${mostEntries} names can be compared`);
    const before = this.#words;
    this.#places *= 2;
    this.#words = new Uint32Array(this.#places * wordsPerEntry);
    for (let at = 0; at < before.length; at += wordsPerEntry) {
      if (before[at + 4] === 0) continue;
      const entry = before.subarray(at, at + wordsPerEntry);
      this.#words.set(entry, this.#find([...entry.subarray(0, 4)]));
    }
  }
}
