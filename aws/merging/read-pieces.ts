import type { Part, Piece } from '../../core/contracts/merge.ts';
import { Crc64Nvme, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { bytesOf, type InOrder } from '../../core/merge-layout/index.ts';
import type { ObjectStore } from '../object-store/index.ts';
import { wrongChecksum } from './checksums.ts';

/** Small objects are waited for, not received: a first byte takes S3 some 30 ms, so many are asked for at once. */
const readsInFlight = 16;

/**
 * Streams pieces one after the other: memory is flat in their number and size.
 * @throws FanfoldError `DataSetIncomplete`, after its last byte, of a piece that isn't what its receipt promises
 */
export async function* readPieces(
  store: ObjectStore,
  bucket: string,
  pieces: InOrder<Piece>,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const crc = new Crc64Nvme();
    let bytes = 0;
    for await (const chunk of await store.readPiece(bucket, piece)) {
      crc.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
    if (bytes !== bytesOf(piece)) throw wrongSize(piece, bytes);
    const found = encodeCrc64(crc.digest());
    if (piece.crc64nvme !== undefined && found !== piece.crc64nvme) throw wrongChecksum(piece, found);
  }
}

/**
 * Reads a part's pieces into one buffer, many at once.
 * @param into where to, if it is large enough
 * @throws FanfoldError `DataSetIncomplete` if a piece hasn't as many bytes as its receipt promises
 */
export async function readPart(
  store: ObjectStore,
  bucket: string,
  part: Pick<Part, 'bytes' | 'pieces'>,
  into?: Buffer | undefined,
): Promise<Buffer> {
  const body =
    into !== undefined && into.length >= part.bytes
      ? into.subarray(0, part.bytes)
      : Buffer.allocUnsafeSlow(part.bytes);
  let at = 0;
  const places = part.pieces.map((piece) => {
    const place = { piece, into: body.subarray(at, at + bytesOf(piece)) };
    at += bytesOf(piece);
    return place;
  });
  const next = places.values();
  const lane = async (): Promise<void> => {
    for (const { piece, into } of next) {
      const bytes = await store.readPieceInto(bucket, piece, into);
      if (bytes !== into.length) throw wrongSize(piece, bytes);
    }
  };
  await Promise.all(Array.from({ length: Math.min(readsInFlight, places.length) }, lane));
  return body;
}

function wrongSize(piece: Piece, bytes: number): FanfoldError {
  return new FanfoldError(
    'DataSetIncomplete',
    `${piece.key} gave ${bytes} bytes from byte ${piece.start} on, but its receipt promises ${bytesOf(piece)}; nothing is delivered`,
  );
}
