import type { ColumnSink } from '../rows/column-sink.ts';
import type { LeafColumn } from '../schema/schema-elements.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { type ColumnValues, createColumnValues } from './column-values.ts';
import type { PageCodec } from './compression.ts';
import { bitWidthOf, writeHybrid } from './hybrid.ts';
import { type Encoding, encodePage, type Page } from './page.ts';
import type { ColumnChunkMeta } from './row-group-meta.ts';

/** How a column chunk's pages are made. */
export interface ColumnChunkSettings {
  codec: PageCodec;
  /** Bytes before compression at which a page ends, at the next row. */
  pageBytes: number;
  /** Where page bodies are put together; one for all columns. */
  scratch: ByteBuffer;
  /** Told of each page's bytes in the file as soon as it is made. */
  onPage: (bytes: number) => void;
}

/** One column's values in one row group. Keeps what its pages take when compressed, and one page before that. */
export class ColumnChunk implements ColumnSink {
  readonly #leaf: LeafColumn;
  readonly #settings: ColumnChunkSettings;
  readonly #values: ColumnValues;
  readonly #repetitions = new ByteBuffer();
  readonly #definitions = new ByteBuffer();
  readonly #pages: Page[] = [];
  readonly #encodings = new Set<Encoding>();
  #pageValues = 0;
  #total = 0;
  #nulls = 0;

  constructor(leaf: LeafColumn, settings: ColumnChunkSettings) {
    this.#leaf = leaf;
    this.#settings = settings;
    this.#values = createColumnValues(leaf.kind, settings.pageBytes);
  }

  append(value: unknown, repetition: number, definition: number): boolean {
    this.#place(repetition, definition);
    return this.#values.append(value);
  }

  skip(repetition: number, definition: number): void {
    this.#place(repetition, definition);
    this.#nulls++;
  }

  /** The chunk's bytes, page by page, and what the footer says of it; `offset` is where its first byte will stand. */
  finish(offset: number): { pages: Buffer[]; meta: ColumnChunkMeta } {
    if (this.#pageValues > 0) this.#endPage();
    const { dictionary, bounds } = this.#values;
    const dictionaryPage = dictionary && this.#encodeDictionary(dictionary);
    const pages = dictionaryPage ? [dictionaryPage, ...this.#pages] : this.#pages;
    const meta: ColumnChunkMeta = {
      offset,
      bytes: pages.reduce((sum, page) => sum + page.bytes.length, 0),
      dictionaryBytes: dictionaryPage?.bytes.length ?? 0,
      uncompressedBytes: pages.reduce((sum, page) => sum + page.uncompressedBytes, 0),
      values: this.#total,
      nulls: this.#nulls,
      encodings: [...this.#encodings],
      bounds: bounds
        ? { ...bounds, min: bounds.min.toString('base64'), max: bounds.max.toString('base64') }
        : null,
    };
    return { pages: pages.map((page) => page.bytes), meta };
  }

  #place(repetition: number, definition: number): void {
    // Pages end between rows, so that each can be read by itself.
    if (repetition === 0 && this.#isPageFull()) this.#endPage();
    if (this.#leaf.maxRepetition > 0) this.#repetitions.uint8(repetition);
    if (this.#leaf.maxDefinition > 0) this.#definitions.uint8(definition);
    this.#pageValues++;
    this.#total++;
  }

  #isPageFull(): boolean {
    const bytes = this.#values.pageBytes + this.#repetitions.length + this.#definitions.length;
    return bytes >= this.#settings.pageBytes || (this.#values.endsPage && this.#pageValues > 0);
  }

  #endPage(): void {
    const { scratch, codec, onPage } = this.#settings;
    scratch.clear();
    writeLevels(scratch, this.#repetitions, this.#leaf.maxRepetition);
    writeLevels(scratch, this.#definitions, this.#leaf.maxDefinition);
    const encoding = this.#values.drainPage(scratch);
    this.#encodings.add(encoding);
    const content = {
      type: 'DATA_PAGE',
      values: this.#pageValues,
      encoding,
      body: scratch.view(),
    } as const;
    const page = encodePage(content, codec);
    this.#pages.push(page);
    onPage(page.bytes.length);
    this.#pageValues = 0;
  }

  #encodeDictionary({ entries, bytes }: { entries: number; bytes: Uint8Array }): Page {
    this.#encodings.add('PLAIN');
    const content = { type: 'DICTIONARY_PAGE', values: entries, encoding: 'PLAIN', body: bytes } as const;
    return encodePage(content, this.#settings.codec);
  }
}

function writeLevels(out: ByteBuffer, levels: ByteBuffer, largest: number): void {
  if (largest === 0) return;
  const encoded = new ByteBuffer();
  writeHybrid(encoded, levels.view(), bitWidthOf(largest));
  out.int32(encoded.length);
  out.bytes(encoded.view());
  levels.clear();
}
