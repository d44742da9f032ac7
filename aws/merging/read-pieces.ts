import type { Part, Piece } from '../../core/contracts/merge.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { bytesOf, type InOrder } from '../../core/merge-layout/index.ts';
import type { ObjectStore } from '../object-store/index.ts';

/** Small objects are waited for, not received: a first byte takes S3 some 30 ms, so many are asked for at once. */
const readsInFlight = 16;

/** Streams pieces one after the other: memory is flat in their number and size. */
export async function* readPieces(
  store: ObjectStore,
  bucket: string,
  pieces: InOrder<Piece>,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield* await store.readPiece(bucket, piece);
}

/**
 * Reads a part's pieces into one buffer, many at once.
 * @param into where to, if it is large enough
 */
export async function readPart(
  store: ObjectStore,
  bucket: string,
  part: Part,
  into?: Buffer | undefined,
): Promise<Buffer> {
  const body =
    into !== undefined && into.length >= part.bytes
      ? into.subarray(0, part.bytes)
      : Buffer.allocUnsafeSlow(part.bytes);
  let at = 0;
  const places = part.pieces.map((piece) => {
    const place = { piece, at };
    at += bytesOf(piece);
    return place;
  });
  const next = places.values();
  const lane = async (): Promise<void> => {
    for (const place of next) await readInto(store, bucket, place, body);
  };
  await Promise.all(Array.from({ length: Math.min(readsInFlight, places.length) }, lane));
  return body;
}

async function readInto(
  store: ObjectStore,
  bucket: string,
  { piece, at }: { piece: Piece; at: number },
  body: Buffer,
): Promise<void> {
  let filled = 0;
  for await (const chunk of await store.readPiece(bucket, piece)) {
    if (filled + chunk.byteLength > bytesOf(piece)) throw mismatch(piece, filled + chunk.byteLength);
    chunk.copy(body, at + filled);
    filled += chunk.byteLength;
  }
  if (filled !== bytesOf(piece)) throw mismatch(piece, filled);
}

function mismatch(piece: Piece, bytes: number): Error {
  return new FanfoldError(
    'DataSetIncomplete',
    `${piece.key} gave ${bytes} bytes from byte ${piece.start} on, but its receipt promises ${bytesOf(piece)}; nothing is delivered`,
  );
}
