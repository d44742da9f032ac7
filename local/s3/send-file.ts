import type { ServerResponse } from 'node:http';
import type { ObjectBody } from './store/object-body.ts';

/** Bytes read at once: with more a loopback client gets no faster. */
const BUFFER_BYTES = 256 * 1024;
/** Buffers kept for later answers. */
const KEPT_BUFFERS = 32;

/** Bytes of an object that are an answer's body. Whoever sends them closes the object's body. */
export interface StoredBytes {
  source: ObjectBody;
  first: number;
  length: number;
}

/** Buffers that answers read files into, used again and again: the system gives each fresh page of memory at a price. */
export class ReadBuffers {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  /** Takes a buffer back that nothing reads any more. */
  give(buffer: Buffer): void {
    if (this.#free.length < KEPT_BUFFERS) this.#free.push(buffer);
  }
}

/**
 * Sends stored bytes as fast as the client takes them, one piece on its way while the next one is read.
 * @throws Error when a file is too short or the client goes away meanwhile
 */
export async function sendFile(
  response: ServerResponse,
  { source, first, length }: StoredBytes,
  buffers: ReadBuffers,
): Promise<void> {
  let reading = buffers.take();
  let sending = buffers.take();
  let sent: Promise<void> = Promise.resolve();
  try {
    for (let at = 0; at < length; ) {
      const wanted = Math.min(reading.length, length - at);
      const bytesRead = await source.read(reading, wanted, first + at);
      at += bytesRead;
      await sent;
      sent = write(response, reading.subarray(0, bytesRead));
      // Whoever awaits it next gets the error; without this it would count as unhandled until then.
      sent.catch(() => undefined);
      [reading, sending] = [sending, reading];
    }
    await sent;
  } finally {
    source.close();
  }
  // After an error a buffer may still be on its way.
  buffers.give(reading);
  buffers.give(sending);
  response.end();
}

async function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const gone = (): void => reject(new Error('the client went away'));
    response.once('close', gone);
    response.write(bytes, (error) => {
      response.off('close', gone);
      if (error) reject(error);
      else resolve();
    });
  });
}
