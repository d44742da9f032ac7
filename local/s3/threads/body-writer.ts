import type { ChecksumAlgorithm } from '../checksums/algorithms.ts';
import type { Digests } from '../checksums/digests.ts';
import type { BodyBuffers } from './body-buffers.ts';
import type { ThreadHandle } from './thread-handle.ts';

/** Full buffers of a body that may wait for the thread. */
const BUFFERS_UNDERWAY = 2;

/** A body on its way into a file, written and digested by a thread. Must be finished or abandoned. */
export class BodyWriter {
  readonly #thread: ThreadHandle;
  readonly #buffers: BodyBuffers;
  readonly #body: number;
  #buffer: Buffer<ArrayBuffer> | undefined;
  #filled = 0;
  /** The oldest first. They don't fail. */
  readonly #underway = new Set<Promise<void>>();
  #failure: unknown;

  constructor(
    thread: ThreadHandle,
    buffers: BodyBuffers,
    body: number,
    descriptor: number,
    algorithm: ChecksumAlgorithm,
  ) {
    this.#thread = thread;
    this.#buffers = buffers;
    this.#body = body;
    thread.jobs++;
    thread.post({ type: 'open', body, descriptor, algorithm });
  }

  /**
   * Takes bytes, which may change afterwards.
   * @returns what to wait for before there are more, if anything
   * @throws what the thread failed with
   */
  write(bytes: Buffer): Promise<void> | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    for (let at = 0; at < bytes.length; ) {
      this.#buffer ??= this.#buffers.take();
      const copied = bytes.copy(this.#buffer, this.#filled, at);
      at += copied;
      this.#filled += copied;
      if (this.#filled === this.#buffer.length) this.#send(this.#buffer);
    }
    const [oldest] = this.#underway;
    return this.#underway.size > BUFFERS_UNDERWAY ? oldest : undefined;
  }

  /**
   * Waits until all is written. The file can be used again then.
   * @throws what the thread failed with
   */
  async finish(): Promise<Digests> {
    if (this.#buffer !== undefined) this.#send(this.#buffer);
    await Promise.all(this.#underway);
    if (this.#failure !== undefined) throw this.#failure;
    const digests = await this.#thread.callForDigests({ type: 'finish', body: this.#body });
    this.#thread.jobs--;
    return digests;
  }

  /** Gives the body up. The file can be used again then. */
  async abandon(): Promise<void> {
    await Promise.all(this.#underway);
    if (this.#buffer !== undefined) this.#buffers.give(this.#buffer.buffer);
    this.#thread.post({ type: 'abandon', body: this.#body });
    this.#thread.jobs--;
  }

  #send(buffer: Buffer<ArrayBuffer>): void {
    const length = this.#filled;
    this.#buffer = undefined;
    this.#filled = 0;
    const written = this.#thread
      .call({ type: 'write', body: this.#body, memory: buffer.buffer, length })
      .then(
        (answer) => {
          if ('memory' in answer) this.#buffers.give(answer.memory);
        },
        (error: unknown) => {
          this.#failure = error;
        },
      )
      .then(() => void this.#underway.delete(written));
    this.#underway.add(written);
  }
}
