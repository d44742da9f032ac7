import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Codec } from './compress.ts';
import { passThrough } from './pass-through.ts';
import { cutZstdFrames, type FramePiece } from './zstd-frames.ts';

/**
 * Decompresses a file of one or more gzip members or zstd frames, as `compress` makes them. Node's own zstd stream ends
 * after the first frame without a word (nodejs/node issue 64741), so each frame gets a stream of its own here.
 * Memory doesn't grow with the bytes.
 *
 * @throws FanfoldError `DataSetIncomplete` where no zstd frame begins
 * @throws Error of node:zlib if the file is cut, or a checksum doesn't hold
 */
export async function* decompress(bytes: AsyncIterable<Uint8Array>, codec: Codec): AsyncGenerator<Buffer> {
  if (codec === 'gzip') {
    yield* passThrough(bytes, createGunzip());
    return;
  }
  const pieces = cutZstdFrames(bytes);
  try {
    for (;;) {
      const first = await pieces.next();
      if (first.done === true) return;
      yield* passThrough(frameOf(first.value, pieces), createZstdDecompress());
    }
  } finally {
    await pieces.return(undefined);
  }
}

/** The bytes of one frame; the rest stays in `pieces`. */
async function* frameOf(first: FramePiece, pieces: AsyncGenerator<FramePiece>): AsyncGenerator<Uint8Array> {
  yield first.bytes;
  for (let { last } = first; !last; ) {
    const next = await pieces.next();
    if (next.done === true) return;
    yield next.value.bytes;
    last = next.value.last;
  }
}
