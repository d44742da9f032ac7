import { ByteBuffer } from './byte-buffer.ts';

/** Memory that an entry takes besides its bytes: its string and its place in the map, about. */
const ENTRY_OVERHEAD = 64;

/** The distinct texts of a column chunk, numbered in the order in which they came. */
export class TextDictionary {
  readonly #limit: number;
  readonly #indexOf = new Map<string, number>();
  readonly #entries = new ByteBuffer();
  /** Where each entry ends. */
  readonly #ends: number[] = [];

  /** @param limit bytes of memory from which on the dictionary is full */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#ends.length;
  }

  get isFull(): boolean {
    return this.#entries.length + this.size * ENTRY_OVERHEAD >= this.#limit;
  }

  /** All entries, each after its length. */
  get bytes(): Uint8Array {
    return this.#entries.view();
  }

  /** The number of a text that is in, or undefined. */
  find(text: string): number | undefined {
    return this.#indexOf.get(text);
  }

  /** Puts a new text in and gives its number. */
  add(text: string): number {
    const index = this.size;
    this.#entries.lengthAndText(text);
    this.#ends.push(this.#entries.length);
    this.#indexOf.set(text, index);
    return index;
  }

  /** Bytes of an entry with its length. */
  entryBytes(index: number): number {
    return this.#end(index) - this.#end(index - 1);
  }

  /** An entry after its length, as it stands in a page without a dictionary. */
  entry(index: number): Uint8Array {
    return this.#entries.view(this.#end(index - 1), this.#end(index));
  }

  #end(index: number): number {
    return this.#ends[index] ?? 0;
  }
}
