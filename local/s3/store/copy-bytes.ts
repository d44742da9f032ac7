import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { ChecksumAlgorithm } from '../checksums/algorithms.ts';
import { type Digests, knownDigests, RunningDigests } from '../checksums/digests.ts';
import { type ByteRange, rangeLength } from '../protocol/ranges.ts';
import type { OpenObject } from './bucket.ts';
import type { IncomingFile } from './incoming-file.ts';

const readAsync = promisify(read);
/** Bytes read at once. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Copies bytes of an object into a file. They are digested on the way only if the metadata doesn't tell the digests.
 * @param algorithm of the checksum to make
 */
export async function copyRange(
  { descriptor, metadata }: OpenObject,
  range: ByteRange,
  file: IncomingFile,
  algorithm: ChecksumAlgorithm,
): Promise<Digests> {
  const known = rangeLength(range) === metadata.size ? knownDigests(metadata, algorithm) : undefined;
  const running = new RunningDigests(algorithm);
  for await (const piece of readPieces(descriptor, range)) {
    if (known === undefined) running.update(piece);
    await file.write(piece);
  }
  return known ?? running.finish();
}

/** Each piece is a buffer of its own: a file keeps it until it is written. */
async function* readPieces(descriptor: number, { first, last }: ByteRange): AsyncGenerator<Buffer> {
  for (let at = first; at <= last; ) {
    const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, last + 1 - at));
    const { bytesRead } = await readAsync(descriptor, piece, 0, piece.length, at);
    if (bytesRead === 0) throw new Error(`a stored file ended at byte ${at}, before ${last}`);
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
