import { RowMisfit } from '../rows/row-misfit.ts';
import type { ParquetSchema } from '../schema/parquet-schema.ts';
import type { ParquetCompression } from './compression.ts';
import { RowGroup } from './row-group.ts';
import type { RowGroupMeta } from './row-group-meta.ts';

/** Rows put into one row group after the other. */
export class RowGroupSequence {
  readonly #schema: ParquetSchema;
  readonly #compression: ParquetCompression;
  readonly #rowGroupBytes: number;
  readonly #rowGroups: RowGroupMeta[];
  #current: RowGroup;
  #finished: Buffer[] = [];
  /** Of the row group's lines. */
  #lineBytes = 0;
  #rows = 0;
  /** Where the next row group will stand. */
  #offset = 0;

  /** @param rowGroups where finished row groups are noted */
  constructor(
    schema: ParquetSchema,
    compression: ParquetCompression,
    rowGroupBytes: number,
    rowGroups: RowGroupMeta[],
  ) {
    this.#schema = schema;
    this.#compression = compression;
    this.#rowGroupBytes = rowGroupBytes;
    this.#rowGroups = rowGroups;
    this.#current = new RowGroup(schema, compression);
  }

  /**
   * Takes the next row, and ends the row group if it is large enough now.
   * @param bytes of the row's line
   * @throws RowMisfit when the row isn't as the schema says
   */
  append(row: unknown, bytes: number): void {
    this.#rows++;
    try {
      this.#current.append(row);
    } catch (error) {
      throw error instanceof RowMisfit ? error.inRow(this.#rows) : error;
    }
    this.#lineBytes += bytes;
    const isLarge = this.#lineBytes >= this.#rowGroupBytes || this.#current.pageBytes >= this.#rowGroupBytes;
    if (isLarge) this.end();
  }

  /** Ends the row group, if there is one. */
  end(): void {
    if (this.#current.rows === 0) return;
    const { pages, bytes, meta } = this.#current.finish(this.#offset);
    this.#finished.push(...pages);
    this.#rowGroups.push(meta);
    this.#offset += bytes;
    this.#current = new RowGroup(this.#schema, this.#compression);
    this.#lineBytes = 0;
  }

  /** Gives out the pages of finished row groups, each once, keeping none. */
  *takeFinished(): Generator<Buffer, void, undefined> {
    const pages = this.#finished.reverse();
    this.#finished = [];
    for (let page = pages.pop(); page; page = pages.pop()) yield page;
  }
}
