import type { CsvDelimiter } from '../splitting/index.ts';
import { compress } from './compress.ts';
import { encodeCsv } from './encode-csv.ts';
import type { DatasetCompressionName } from './format.ts';

/** How the rows of a data set are written, where any contiguous share of them can be written apart and joined. */
export type RowEncoding =
  | { readonly format: 'jsonl' }
  | {
      readonly format: 'csv';
      /** Names of the columns, see `csvColumns`. */
      readonly columns: readonly string[];
      readonly delimiter?: CsvDelimiter | undefined;
    };

/** How the chunks of a data set are written. */
export type ChunkEncoding = RowEncoding & {
  readonly compress: DatasetCompressionName;
  /** See `compress`. */
  readonly level?: number | undefined;
};

/** Where a share stands in the data set. */
export interface ChunkPlace {
  /** The data set begins with it: a CSV header goes in front, and a compressed chunk isn't empty. */
  readonly first: boolean;
}

/**
 * Turns a contiguous share of the rows, as JSONL in chunks of any size, into a chunk of the data set: chunks joined in
 * order, byte by byte, are the data set. One of the chunks must be `first`, even if there is no row, and it alone.
 * Memory doesn't grow with the share.
 *
 * Parquet isn't written so: its chunks are row groups, of which a footer must know.
 *
 * @param rows whole lines, each with its line feed
 * @throws FanfoldError `DataSetIncomplete` if CSV is asked for and a line isn't a JSON object; `InvalidUsage` for a
 * level that the compression hasn't
 */
export async function* encodeChunk(
  encoding: ChunkEncoding,
  rows: AsyncIterable<Uint8Array>,
  { first }: ChunkPlace,
): AsyncGenerator<Uint8Array> {
  const plain = encodeRows(encoding, rows, first);
  if (encoding.compress === 'none') yield* plain;
  else {
    const whenEmpty = first ? 'member' : 'nothing';
    yield* compress(plain, encoding.compress, { level: encoding.level, whenEmpty });
  }
}

function encodeRows(
  encoding: RowEncoding,
  rows: AsyncIterable<Uint8Array>,
  first: boolean,
): AsyncIterable<Uint8Array> {
  switch (encoding.format) {
    case 'jsonl':
      return rows;
    case 'csv':
      return encodeCsv(rows, encoding.columns, { header: first, delimiter: encoding.delimiter });
  }
}
