import { createRowShredder, type RowShredder } from '../rows/shred-row.ts';
import type { ParquetSchema } from '../schema/parquet-schema.ts';
import { listLeafColumns } from '../schema/schema-elements.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { ColumnChunk } from './column-chunk.ts';
import { type ParquetCompression, pageCodecs } from './compression.ts';
import type { RowGroupMeta } from './row-group-meta.ts';

const MIB = 1024 * 1024;
/** Bytes at which a page ends, as other writers have it; less when there are many columns. */
const LARGEST_PAGE = MIB;
const SMALLEST_PAGE = 8 * 1024;
/** What the unfinished pages of all columns may take together. */
const UNFINISHED_PAGES = 8 * MIB;

/** A finished row group: its bytes in order and what the footer says of it. */
export interface FinishedRowGroup {
  pages: Buffer[];
  bytes: number;
  meta: RowGroupMeta;
}

/** Rows collected into the columns of one row group. */
export class RowGroup {
  readonly #compression: ParquetCompression;
  readonly #columns: ColumnChunk[];
  readonly #shred: RowShredder;
  #rows = 0;
  #pageBytes = 0;

  constructor(schema: ParquetSchema, compression: ParquetCompression) {
    this.#compression = compression;
    const leaves = listLeafColumns(schema);
    const settings = {
      codec: pageCodecs[compression],
      pageBytes: Math.max(
        SMALLEST_PAGE,
        Math.min(LARGEST_PAGE, Math.floor(UNFINISHED_PAGES / leaves.length)),
      ),
      scratch: new ByteBuffer(),
      onPage: (bytes: number) => {
        this.#pageBytes += bytes;
      },
    };
    this.#columns = leaves.map((leaf) => new ColumnChunk(leaf, settings));
    this.#shred = createRowShredder(schema, this.#columns);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Bytes of the pages that are finished. */
  get pageBytes(): number {
    return this.#pageBytes;
  }

  /**
   * Takes one row.
   * @throws RowMisfit when it isn't as the schema says; the row group is of no use then
   */
  append(row: unknown): void {
    this.#shred(row);
    this.#rows++;
  }

  /** Ends the row group. `offset` is where its first byte will stand. */
  finish(offset: number): FinishedRowGroup {
    const pages: Buffer[] = [];
    const columns: RowGroupMeta['columns'] = [];
    let end = offset;
    for (const column of this.#columns) {
      const chunk = column.finish(end);
      pages.push(...chunk.pages);
      columns.push(chunk.meta);
      end += chunk.meta.bytes;
    }
    return {
      pages,
      bytes: end - offset,
      meta: { rows: this.#rows, compression: this.#compression, columns },
    };
  }
}
