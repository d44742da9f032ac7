import { runKeys } from '../../core/contracts/keys.ts';
import type { Piece } from '../../core/contracts/merge.ts';
import { encodeChunk, type OutputFormat } from '../../core/dataset-formats/index.ts';
import { combineCrc64, decodeCrc64, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import type { ObjectStore } from '../object-store/index.ts';
import { wholeObject } from '../run-outputs/index.ts';

/** What stands before and after the chunks of an object of the data set, and what the whole will be. */
export interface FramedObject {
  head: Piece | undefined;
  tail: Piece | undefined;
  bytes: number;
  crc64nvme: string;
}

/** Writes an object's header (CSV's, or the empty member without which a compressed file is none) as a piece of its own. */
export async function frameObject(
  store: ObjectStore,
  bucket: string,
  place: { runId: string; epoch: number; step: number; number: number },
  output: OutputFormat,
  chunks: { bytes: number; crc: bigint },
): Promise<FramedObject> {
  const key = runKeys(place.runId).mergeFrame(place.epoch, place.step, `head-${place.number}`);
  const writer = store.openWriter(bucket, key, 'application/octet-stream');
  for await (const bytes of encodeChunk(output, noRows(), { first: true })) await writer.write(bytes);
  if (writer.bytes === 0) {
    await writer.abort();
    return { head: undefined, tail: undefined, bytes: chunks.bytes, crc64nvme: encodeCrc64(chunks.crc) };
  }
  const head = await writer.close();
  return {
    head: wholeObject({ key, ...head }).piece,
    tail: undefined,
    bytes: head.bytes + chunks.bytes,
    crc64nvme: encodeCrc64(combineCrc64(decodeCrc64(head.crc64nvme), chunks.crc, chunks.bytes)),
  };
}

async function* noRows(): AsyncGenerator<Uint8Array> {}
