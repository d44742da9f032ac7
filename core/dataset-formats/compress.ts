import type { Transform } from 'node:stream';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { FanfoldError } from '../errors/fanfold-error.ts';
import { cutEqualBlocks } from './equal-blocks.ts';
import { passThrough } from './pass-through.ts';

/** Compressions whose files may be joined: a file of several gzip members or zstd frames is the files in a row. */
export type Codec = 'gzip' | 'zstd';

/** How to compress one share of a data set. */
export interface CompressOptions {
  /**
   * Gzip: 1 to 9. Zstd: 1 to 19; what lies beyond takes memory by the hundred megabytes, from readers too.
   * @default 6 for gzip, 3 for zstd
   */
  readonly level?: number | undefined;
  /** What no bytes at all become: nothing, or an empty member, without which a file would be none of its kind. */
  readonly whenEmpty: 'nothing' | 'member';
}

/** Compressed bytes are given on in pieces of this size. */
const pieceBytes = 64 * 1024;

const levels = { gzip: { from: 1, to: 9, usual: 6 }, zstd: { from: 1, to: 19, usual: 3 } } as const;

/**
 * Compresses bytes into one complete gzip member (RFC 1952) or zstd frame (RFC 8878) with a checksum in it. Members
 * one after another are a valid file of the joined content, so shares of a data set are compressed apart and joined.
 *
 * No time and no name is in it: the same bytes, however they came in chunks, give the same member from the same
 * version of Node on the same kind of processor. Memory doesn't grow with the bytes.
 *
 * @throws FanfoldError `InvalidUsage` if the level isn't one of the codec's
 */
export async function* compress(
  bytes: AsyncIterable<Uint8Array>,
  codec: Codec,
  { level, whenEmpty }: CompressOptions,
): AsyncGenerator<Buffer> {
  const checkedLevel = checkLevel(codec, level);
  const blocks = cutEqualBlocks(bytes);
  const first = await blocks.next();
  if (first.done === true && whenEmpty === 'nothing') return;
  try {
    yield* passThrough(resume(first, blocks), createEncoder(codec, checkedLevel));
  } finally {
    await blocks.return(undefined);
  }
}

async function* resume(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.done !== true) yield first.value;
  yield* rest;
}

function createEncoder(codec: Codec, level: number): Transform {
  if (codec === 'gzip') return createGzip({ level, chunkSize: pieceBytes });
  return createZstdCompress({
    chunkSize: pieceBytes,
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
  });
}

function checkLevel(codec: Codec, level: number | undefined): number {
  const { from, to, usual } = levels[codec];
  if (level === undefined) return usual;
  if (Number.isInteger(level) && level >= from && level <= to) return level;
  throw new FanfoldError(
    'InvalidUsage',
    `The compression level is ${level}; ${codec} takes a whole number from ${from} to ${to}`,
  );
}
