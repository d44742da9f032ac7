import type { ParquetChunk } from './encoding/row-group-meta.ts';

/**
 * Checks that row groups fill their chunk from its first byte to its last, column by column, with the schema's number of
 * columns: the proof that a chunk and what is said of it belong together.
 * @throws RangeError otherwise
 */
export function checkChunk(number: number, { bytes, rowGroups }: ParquetChunk, columns: number): void {
  let end = 0;
  for (const rowGroup of rowGroups) {
    if (rowGroup.columns.length !== columns) {
      throw new RangeError(
        `Chunk ${number} has a row group of ${rowGroup.columns.length} columns; the schema has ${columns}.`,
      );
    }
    for (const column of rowGroup.columns) {
      if (column.offset !== end) {
        throw new RangeError(`Chunk ${number} has a column at byte ${column.offset}; expected it at ${end}.`);
      }
      end += column.bytes;
    }
  }
  if (end !== bytes) {
    throw new RangeError(`Chunk ${number} has ${bytes} bytes; its row groups take ${end}.`);
  }
}
