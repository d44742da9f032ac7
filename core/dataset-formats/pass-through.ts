import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Sends bytes through a transform stream and gives on what comes out. At most a few chunks are read ahead. When the
 * reader leaves, or something fails, transform and source are closed before this ends.
 */
export async function* passThrough(
  bytes: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Buffer> {
  const fed = pipeline(Readable.from(bytes, { highWaterMark: 1 }), transform);
  // The loop below meets the same error.
  fed.catch(() => {});
  try {
    for await (const piece of transform) yield piece;
  } finally {
    transform.destroy();
    await fed.catch(() => {});
  }
}
