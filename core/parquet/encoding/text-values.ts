import { type Bounds, boundTexts } from './bounds.ts';
import { ByteBuffer } from './byte-buffer.ts';
import type { ColumnValues } from './column-values.ts';
import { compareUtf8 } from './compare-utf8.ts';
import { bitWidthOf, writeHybrid } from './hybrid.ts';
import type { Encoding } from './page.ts';
import { TextDictionary } from './text-dictionary.ts';

const BYTES_PER_INDEX = 4;

/** Kinds whose values are texts in the file. */
export type TextKind = 'string' | 'json' | 'null';

/**
 * Texts, as numbers of a dictionary while that pays: not at all when the first page is no smaller with it, and no longer
 * than until the dictionary is full.
 */
export class TextValues implements ColumnValues {
  readonly #kind: TextKind;
  /** Texts of the page, each after its length; without a dictionary. */
  readonly #plain = new ByteBuffer();
  /** Numbers of the page's texts; with a dictionary. */
  readonly #indices = new ByteBuffer();
  readonly #entries: TextDictionary;
  #usesDictionary = true;
  #indexedPages = 0;
  /** What the page's texts would take without the dictionary. */
  #plainBytes = 0;
  #min: string | undefined;
  #max: string | undefined;

  constructor(kind: TextKind, dictionaryBytes: number) {
    this.#kind = kind;
    this.#entries = new TextDictionary(dictionaryBytes);
  }

  get pageBytes(): number {
    return this.#usesDictionary ? this.#indices.length : this.#plain.length;
  }

  get endsPage(): boolean {
    return this.#usesDictionary && this.#entries.isFull;
  }

  get dictionary(): { entries: number; bytes: Uint8Array } | undefined {
    if (this.#indexedPages === 0) return undefined;
    return { entries: this.#entries.size, bytes: this.#entries.bytes };
  }

  get bounds(): Bounds | undefined {
    if (this.#min === undefined || this.#max === undefined) return undefined;
    return boundTexts(this.#min, this.#max);
  }

  append(value: unknown): boolean {
    const text = toText(value, this.#kind);
    if (text === undefined) return false;
    if (this.#usesDictionary) {
      const index = this.#entries.find(text) ?? this.#addEntry(text);
      this.#indices.int32(index);
      this.#plainBytes += this.#entries.entryBytes(index);
    } else {
      this.#bound(text);
      this.#plain.lengthAndText(text);
    }
    return true;
  }

  drainPage(out: ByteBuffer): Encoding {
    if (this.#usesDictionary && (this.#indexedPages > 0 || this.#dictionaryPays())) {
      this.#drainIndices(out);
      if (this.#entries.isFull) this.#usesDictionary = false;
      return 'RLE_DICTIONARY';
    }
    if (this.#usesDictionary) this.#spellOut();
    out.bytes(this.#plain.view());
    this.#plain.clear();
    return 'PLAIN';
  }

  #addEntry(text: string): number {
    this.#bound(text);
    return this.#entries.add(text);
  }

  #bound(text: string): void {
    if (this.#min === undefined || compareUtf8(text, this.#min) < 0) this.#min = text;
    if (this.#max === undefined || compareUtf8(text, this.#max) > 0) this.#max = text;
  }

  #dictionaryPays(): boolean {
    const indexBytes = (this.#indices.length / BYTES_PER_INDEX) * (this.#bitWidth() / 8);
    return this.#entries.bytes.length + indexBytes < this.#plainBytes;
  }

  /** Bits of an index; at least one, since some readers don't take zero. */
  #bitWidth(): number {
    return Math.max(1, bitWidthOf(this.#entries.size - 1));
  }

  #drainIndices(out: ByteBuffer): void {
    const bitWidth = this.#bitWidth();
    out.uint8(bitWidth);
    writeHybrid(out, this.#pageIndices(), bitWidth);
    this.#indices.clear();
    this.#plainBytes = 0;
    this.#indexedPages++;
  }

  #pageIndices(): Uint32Array {
    const { buffer, byteOffset, length } = this.#indices.view();
    return new Uint32Array(buffer, byteOffset, length / BYTES_PER_INDEX);
  }

  /** Turns the page's numbers back into texts, which take no more than both take now. */
  #spellOut(): void {
    for (const index of this.#pageIndices()) this.#plain.bytes(this.#entries.entry(index));
    this.#indices.clear();
    this.#usesDictionary = false;
  }
}

/** The text that stands in the file for a value, or undefined: halves of surrogate pairs have no UTF-8. */
export function toText(value: unknown, kind: TextKind): string | undefined {
  if (kind === 'null') return undefined;
  const text = kind === 'json' ? JSON.stringify(value) : value;
  return typeof text === 'string' && text.isWellFormed() ? text : undefined;
}
