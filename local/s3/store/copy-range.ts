import type { ChecksumAlgorithm } from '../checksums/algorithms.ts';
import { type Digests, knownDigests, RunningDigests } from '../checksums/digests.ts';
import { type ByteRange, rangeLength } from '../protocol/ranges.ts';
import type { BodyThreads } from '../threads/body-threads.ts';
import type { OpenObject } from './bucket.ts';
import type { FilledFile, IncomingFile } from './incoming-file.ts';
import { sliceSegments } from './segments.ts';

/** Bytes read at once. */
const PIECE_BYTES = 1024 * 1024;
/** Fewer bytes are copied in less time than a folder with a link takes. */
const LINK_BYTES = 256 * 1024;

/**
 * Copies bytes of an object, by links to its files where the file system has them: no byte is moved then, and none is read
 * if the metadata tells the digests. A range of a linked file keeps all of it on disk.
 * @param algorithm of the checksum to make
 */
export async function copyRange(
  source: OpenObject,
  range: ByteRange,
  file: IncomingFile,
  algorithm: ChecksumAlgorithm,
  threads: BodyThreads,
): Promise<FilledFile> {
  const length = rangeLength(range);
  const known = length === source.metadata.size ? knownDigests(source.metadata, algorithm) : undefined;
  if (length >= LINK_BYTES) {
    const linked = await file.link(sliceSegments(source.body.segments, range));
    if (linked !== undefined) return { digests: known ?? (await threads.digest(linked, algorithm)), linked };
  }
  return { digests: await copyBytes(source, range, file, algorithm) };
}

async function copyBytes(
  { body }: OpenObject,
  { first, last }: ByteRange,
  file: IncomingFile,
  algorithm: ChecksumAlgorithm,
): Promise<Digests> {
  const running = new RunningDigests(algorithm);
  for (let at = first; at <= last; ) {
    const wanted = Math.min(PIECE_BYTES, last + 1 - at);
    // The file keeps what it gets until it is written, so each piece is a buffer of its own.
    const buffer = Buffer.allocUnsafeSlow(wanted);
    const piece = buffer.subarray(0, await body.read(buffer, wanted, at));
    running.update(piece);
    await file.write(piece);
    at += piece.length;
  }
  return running.finish();
}
