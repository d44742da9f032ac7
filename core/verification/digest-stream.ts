import { createHash } from 'node:crypto';
import { Crc64Nvme } from '../digest/crc64nvme.ts';

/** Bytes that were seen. */
export interface Digests {
  bytes: number;
  crc: bigint;
  /** Hex. */
  sha256: string;
}

/** Digests a stream while another reads it. */
export class DigestStream {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #sha256 = createHash('sha256');
  readonly #crc = new Crc64Nvme();
  #bytes = 0;
  #failed = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The source itself has thrown, not what reads it. */
  get failed(): boolean {
    return this.#failed;
  }

  /** The bytes from where the last reader left. A reader that leaves doesn't end the stream: `finish` takes the rest. */
  async *read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = await this.#next();
      if (next.done === true) return;
      this.#bytes += next.value.length;
      this.#sha256.update(next.value);
      this.#crc.update(next.value);
      yield next.value;
    }
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#source.next();
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  /** Digests of all bytes, also those that nobody has read. */
  async finish(): Promise<Digests> {
    for await (const _ of this.read());
    return { bytes: this.#bytes, crc: this.#crc.digest(), sha256: this.#sha256.digest('hex') };
  }

  /** Lets the source go. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
