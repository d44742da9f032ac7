import type { Part, Piece } from '../../core/contracts/merge.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { type InOrder, layoutParts } from '../../core/merge-layout/index.ts';
import type { ObjectStore } from '../object-store/index.ts';
import { explainBadDigest, promisedCrc64 } from './checksums.ts';
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
    return putWhole(store, bucket, target, first.done ? { bytes: 0, pieces: [] } : first.value);
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

/** One small part is an object without an upload. */
async function putWhole(
  store: ObjectStore,
  bucket: string,
  { key, contentType, expected }: { key: string; contentType: string; expected?: string | undefined },
  part: Pick<Part, 'bytes' | 'pieces'>,
): Promise<JoinedObject> {
  const body = await readPart(store, bucket, part);
  const crc64nvme = promisedCrc64(part, body);
  if (expected !== undefined && crc64nvme !== expected)
    throw new FanfoldError(
      'DataSetIncomplete',
      `${key} would have CRC64NVME ${crc64nvme}, but the receipts promise ${expected}; it is not delivered, and what it is made of is kept`,
    );
  try {
    await store.put(bucket, key, body, { contentType, crc64nvme });
  } catch (error) {
    throw explainBadDigest(error, part, body);
  }
  return { key, bytes: body.length, crc64nvme, streamedBytes: body.length, copiedBytes: 0 };
}

async function* chain<Value>(first: Iterable<Value>, rest: AsyncIterable<Value>): AsyncGenerator<Value> {
  yield* first;
  yield* rest;
}
