import type { MergeReceipt, Piece } from '../../core/contracts/merge.ts';
import { encodeChunk, type OutputFormat } from '../../core/dataset-formats/index.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { bytesOf, type InOrder } from '../../core/merge-layout/index.ts';
import { encodeRowGroups, type RowGroupMeta, RowMisfit } from '../../core/parquet/index.ts';
import type { ObjectStore } from '../object-store/index.ts';
import { readPieces } from './read-pieces.ts';

/**
 * Writes rows as one chunk of the data set's format, an object of its own; null if nothing comes out. What Parquet's
 * footer has to say of the chunk is put beside it.
 * @throws FanfoldError `DataSetIncomplete` on a row that the format can't hold
 */
export async function encodePieces(
  store: ObjectStore,
  bucket: string,
  key: string,
  output: OutputFormat,
  pieces: InOrder<Piece>,
): Promise<{ object: MergeReceipt['object']; streamedBytes: number }> {
  let streamedBytes = 0;
  const counted = async function* () {
    for await (const piece of pieces) {
      streamedBytes += bytesOf(piece);
      yield piece;
    }
  };
  const writer = store.openWriter(bucket, key, 'application/octet-stream');
  const encoded = encode(output, readPieces(store, bucket, counted()));
  try {
    for await (const bytes of encoded.bytes) await writer.write(bytes);
    if (writer.bytes === 0) {
      await writer.abort();
      return { object: null, streamedBytes };
    }
    const { bytes, crc64nvme } = await writer.close();
    if (encoded.rowGroups === undefined) return { object: { key, bytes, crc64nvme }, streamedBytes };
    const meta = `${key}.meta.json`;
    await store.putText(bucket, meta, JSON.stringify(encoded.rowGroups), 'application/json');
    return { object: { key, bytes, crc64nvme, meta }, streamedBytes };
  } catch (error) {
    await writer.abort();
    if (!(error instanceof RowMisfit)) throw error;
    throw new FanfoldError(
      'DataSetIncomplete',
      `A row can't be written as ${output.format}: ${error.message}`,
      { cause: error },
    );
  }
}

function encode(
  output: OutputFormat,
  rows: AsyncIterable<Uint8Array>,
): { bytes: AsyncIterable<Uint8Array>; rowGroups: readonly RowGroupMeta[] | undefined } {
  if (output.format !== 'parquet')
    return { bytes: encodeChunk(output, rows, { first: false }), rowGroups: undefined };
  const groups = encodeRowGroups(rows, output.schema, { compression: output.compression });
  return { bytes: groups, rowGroups: groups.rowGroups };
}
