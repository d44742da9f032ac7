import type { ParquetCompression } from './encoding/compression.ts';
import type { RowGroupMeta } from './encoding/row-group-meta.ts';
import { RowGroupSequence } from './encoding/row-group-sequence.ts';
import { RowReader } from './rows/read-rows.ts';
import type { ParquetSchema } from './schema/parquet-schema.ts';

const DEFAULT_ROW_GROUP_BYTES = 32 * 1024 * 1024;
/** Bytes that are read before finished row groups are handed out, so that few are waiting. */
const LARGEST_STEP = 64 * 1024;

/** How rows become row groups. */
export interface RowGroupSettings {
  compression: ParquetCompression;
  /**
   * A row group ends with the row at which its lines of JSONL, or its finished pages, have this many bytes. Memory is bounded
   * by about this plus 60 MiB, whatever the number of rows.
   * @default 32 MiB
   */
  rowGroupBytes?: number;
}

/**
 * Row groups' bytes, piece by piece. They stand one after the other in an object of their own, the chunk, which knows nothing
 * of the file that it will be part of.
 */
export interface EncodedRowGroups extends AsyncIterable<Uint8Array> {
  /** What {@link encodeFooter} needs; complete when the bytes have been read to their end. Plain JSON. */
  readonly rowGroups: readonly RowGroupMeta[];
}

/**
 * Turns rows into row groups, streaming. The same rows, schema and settings give the same bytes. No rows, no row groups.
 * @param jsonl the rows in order, one per line, in chunks that may end anywhere
 * @throws RowMisfit on the first row that the schema's columns can't hold, SyntaxError on a line that isn't JSON
 */
export function encodeRowGroups(
  jsonl: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  schema: ParquetSchema,
  { compression, rowGroupBytes = DEFAULT_ROW_GROUP_BYTES }: RowGroupSettings,
): EncodedRowGroups {
  if (!Number.isSafeInteger(rowGroupBytes) || rowGroupBytes < 1) {
    throw new RangeError(`rowGroupBytes is ${rowGroupBytes}; expected a whole number of bytes, 1 or more.`);
  }
  const rowGroups: RowGroupMeta[] = [];
  return {
    rowGroups,
    [Symbol.asyncIterator]: () =>
      encode(jsonl, new RowGroupSequence(schema, compression, rowGroupBytes, rowGroups)),
  };
}

async function* encode(
  jsonl: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  sequence: RowGroupSequence,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = new RowReader();
  const append = (row: unknown, bytes: number) => sequence.append(row, bytes);
  for await (const chunk of jsonl) {
    for (let at = 0; at < chunk.length; at += LARGEST_STEP) {
      reader.push(chunk.subarray(at, at + LARGEST_STEP), append);
      yield* sequence.takeFinished();
    }
  }
  reader.end(append);
  sequence.end();
  yield* sequence.takeFinished();
}
