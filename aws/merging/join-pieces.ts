import type { Piece } from '../../core/contracts/merge.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { type InOrder, layoutParts } from '../../core/merge-layout/index.ts';
import type { ObjectStore } from '../object-store/index.ts';
import { readPart } from './read-pieces.ts';
import { sendParts } from './send-parts.ts';

/** An object made of pieces. */
export interface JoinedObject {
  key: string;
  bytes: number;
  crc64nvme: string;
  streamedBytes: number;
  copiedBytes: number;
}

/**
 * Makes one object of pieces, in order: a multipart upload of copied and streamed parts, or a plain PUT where one small
 * part is all.
 * @param expected CRC64NVME that S3 must find, if it is known
 */
export async function joinPieces(
  store: ObjectStore,
  bucket: string,
  target: { key: string; contentType: string; expected?: string | undefined },
  pieces: InOrder<Piece>,
): Promise<JoinedObject> {
  const parts = layoutParts(pieces);
  const first = await parts.next();
  const second = first.done ? first : await parts.next();
  if (first.done || (second.done && !first.value.copy)) {
    const writer = store.openWriter(bucket, target.key, target.contentType);
    if (!first.done) await writer.write(await readPart(store, bucket, first.value));
    if (target.expected !== undefined && writer.crc64nvme !== target.expected) {
      await writer.abort();
      throw new FanfoldError(
        'DataSetIncomplete',
        `${target.key} would have CRC64NVME ${writer.crc64nvme}, but the receipts promise ${target.expected}; it is not delivered, and what it is made of is kept`,
      );
    }
    const { bytes, crc64nvme } = await writer.close();
    return { key: target.key, bytes, crc64nvme, streamedBytes: bytes, copiedBytes: 0 };
  }
  const upload = await store.multipart.open(bucket, target.key, target.contentType);
  try {
    const sent = await sendParts(
      store,
      bucket,
      upload,
      chain([first.value, ...(second.done ? [] : [second.value])], parts),
    );
    const crc64nvme = await store.multipart.complete(bucket, upload, sent.parts, target.expected);
    const { streamedBytes, copiedBytes } = sent;
    return { key: target.key, bytes: streamedBytes + copiedBytes, crc64nvme, streamedBytes, copiedBytes };
  } catch (error) {
    await store.multipart.abort(bucket, upload);
    throw error;
  }
}

async function* chain<Value>(first: Iterable<Value>, rest: AsyncIterable<Value>): AsyncGenerator<Value> {
  yield* first;
  yield* rest;
}
