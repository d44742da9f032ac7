import type { MergeReceipt, Piece } from '../../core/contracts/merge.ts';
import { encodeChunk, type OutputFormat } from '../../core/dataset-formats/index.ts';
import { bytesOf, type InOrder } from '../../core/merge-layout/index.ts';
import type { ObjectStore } from '../object-store/index.ts';
import { readPieces } from './read-pieces.ts';

/** Writes rows as one chunk of the data set's format, an object of its own; null if nothing comes out. */
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
  try {
    for await (const bytes of encodeChunk(output, readPieces(store, bucket, counted()), { first: false })) {
      await writer.write(bytes);
    }
    if (writer.bytes === 0) {
      await writer.abort();
      return { object: null, streamedBytes };
    }
    const { bytes, crc64nvme } = await writer.close();
    return { object: { key, bytes, crc64nvme }, streamedBytes };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
