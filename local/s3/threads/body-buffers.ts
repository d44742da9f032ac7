/** Bytes of a buffer: so many are handed over at once. */
const BUFFER_BYTES = 512 * 1024;
/** Buffers kept for later bodies. */
const KEPT_BUFFERS = 16;

/**
 * Buffers that are handed over to threads and back, used again and again: the system gives each fresh page of memory at a
 * price. They aren't shared memory, into which V8 copies several times as slowly.
 */
export class BodyBuffers {
  readonly #free: Buffer<ArrayBuffer>[] = [];

  take(): Buffer<ArrayBuffer> {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  /** Takes a buffer's memory back that nothing uses any more. */
  give(memory: ArrayBuffer): void {
    if (this.#free.length < KEPT_BUFFERS) this.#free.push(Buffer.from(memory));
  }
}
