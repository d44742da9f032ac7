import type { Readable } from 'node:stream';
import { freeMemory } from './free-memory.ts';

/**
 * Reads a request's stream to its end, by events: an async iterator takes some promises for each 64 KiB. What is left after
 * an error is read and dropped, so that the client gets to the answer.
 * @param take what it returns, if anything, is awaited before it gets more
 * @param keeps whether `take` needs the bytes afterwards; else their memory is freed
 * @throws Error when the client goes away, and what `take` throws
 */
export async function readStream(
  stream: Readable,
  take: (bytes: Buffer) => Promise<unknown> | undefined,
  keeps: boolean,
): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const onData = (bytes: Buffer): void => {
    try {
      const busy = take(bytes);
      if (busy === undefined) {
        if (!keeps) freeMemory(bytes);
        return;
      }
      stream.pause();
      busy.then(() => {
        if (!keeps) freeMemory(bytes);
        stream.resume();
      }, ended.reject);
    } catch (error) {
      ended.reject(error);
    }
  };
  const onClose = (): void => ended.reject(new Error('the client went away amid the body'));
  stream.on('data', onData).once('end', ended.resolve).once('error', ended.reject).once('close', onClose);
  try {
    await ended.promise;
  } finally {
    stream.off('data', onData).off('end', ended.resolve).off('close', onClose);
    stream.resume();
  }
}
