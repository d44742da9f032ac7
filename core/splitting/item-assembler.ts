import type { SourceItem } from './item.ts';

const NO_BYTES = new Uint8Array(0);

/** What an assembler is told. */
export interface AssemblerSettings {
  /** Index of the first item. */
  firstItem: number;
  /** Keep the items' bytes. */
  content: boolean;
  /** Limit in bytes: memory never holds more of one item. */
  maxItemBytes: number;
}

/**
 * Puts an item together from the chunks that it spans. An item within one chunk is a view of that chunk, without a copy;
 * only an item that crosses chunks is copied. The item that `finish` returns is one object, reused.
 */
export class ItemAssembler {
  readonly #content: boolean;
  readonly #maxItemBytes: number;
  readonly #item: SourceItem;
  #held: Uint8Array = NO_BYTES;
  #heldLength = 0;

  constructor({ firstItem, content, maxItemBytes }: AssemblerSettings) {
    this.#content = content;
    this.#maxItemBytes = maxItemBytes;
    this.#item = { index: firstItem - 1, line: 0, start: 0, end: 0, bytes: null, oversized: false };
  }

  /** Opens an item, or moves the open one, which had nothing in it yet. */
  begin(line: number, start: number): void {
    this.#item.line = line;
    this.#item.start = start;
    this.#heldLength = 0;
  }

  /** Offset and line at which the open item began. */
  get opened(): { readonly start: number; readonly line: number } {
    return this.#item;
  }

  /** Keeps what the open item has in a chunk that ends before the item does. `base` is the chunk's offset. */
  hold(chunk: Uint8Array, base: number): void {
    if (!this.#content) return;
    const { start } = this.#item;
    if (base + chunk.length - start > this.#maxItemBytes) {
      this.#held = NO_BYTES;
      this.#heldLength = 0;
      return;
    }
    const part = start > base ? chunk.subarray(start - base) : chunk;
    this.#reserve(this.#heldLength + part.length);
    this.#held.set(part, this.#heldLength);
    this.#heldLength += part.length;
  }

  /** Closes the open item at offset `end`, which lies in `chunk` or at its end. */
  finish(chunk: Uint8Array, base: number, end: number): SourceItem {
    const item = this.#item;
    item.index += 1;
    item.end = end;
    item.oversized = end - item.start > this.#maxItemBytes;
    item.bytes = this.#content && !item.oversized ? this.#join(chunk, base, end) : null;
    return item;
  }

  #join(chunk: Uint8Array, base: number, end: number): Uint8Array {
    const { start } = this.#item;
    if (start >= base) return chunk.subarray(start - base, end - base);
    const bytes = new Uint8Array(end - start);
    bytes.set(this.#held.subarray(0, this.#heldLength));
    bytes.set(chunk.subarray(0, end - base), this.#heldLength);
    return bytes;
  }

  #reserve(length: number): void {
    if (length <= this.#held.length) return;
    const doubled = Math.min(Math.max(length, this.#held.length * 2, 1024), this.#maxItemBytes);
    const grown = new Uint8Array(doubled);
    grown.set(this.#held.subarray(0, this.#heldLength));
    this.#held = grown;
  }
}
