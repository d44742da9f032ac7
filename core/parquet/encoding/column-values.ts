import type { PrimitiveKind } from '../schema/parquet-schema.ts';
import { BooleanValues } from './boolean-values.ts';
import type { Bounds } from './bounds.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import { NumberValues } from './number-values.ts';
import type { Encoding } from './page.ts';
import { TextValues } from './text-values.ts';

/** The values of one column chunk that are there, collected page by page. */
export interface ColumnValues {
  /** Takes one value; false when it isn't of the column's kind. */
  append(value: unknown): boolean;
  /** Bytes that the page's values take so far. */
  readonly pageBytes: number;
  /** The page should end before the next row, however small it is: the next ones are encoded otherwise. */
  readonly endsPage: boolean;
  /** Writes the page's values, forgets them, and says how they are encoded. */
  drainPage(out: ByteBuffer): Encoding;
  /** The dictionary that drained pages refer to, if any does; called after the last page. */
  readonly dictionary: { entries: number; bytes: Uint8Array } | undefined;
  /** Over all pages; undefined without values. */
  readonly bounds: Bounds | undefined;
}

/** Makes the collector for a kind of values. `dictionaryBytes` limits what the distinct texts of a column take in memory. */
export function createColumnValues(kind: PrimitiveKind, dictionaryBytes: number): ColumnValues {
  switch (kind) {
    case 'boolean':
      return new BooleanValues();
    case 'string':
    case 'json':
    case 'null':
      return new TextValues(kind, dictionaryBytes);
    default:
      return new NumberValues(kind);
  }
}
