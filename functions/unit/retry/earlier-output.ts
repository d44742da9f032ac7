import type { ObjectStore } from '../../../aws/object-store/index.ts';
import type { Receipt } from '../../../core/contracts/receipt.ts';

/** The rows that a unit had in an earlier generation, read once from front to back. */
export class EarlierOutput {
  readonly #open: () => Promise<AsyncIterable<Buffer>>;
  readonly #bytes: number;
  #chunks: AsyncIterator<Buffer> | undefined;
  /** Read and not given out yet. */
  #held: Buffer = Buffer.alloc(0);
  #at: number;

  /** @param start bytes that earlier invocations have copied already */
  constructor(store: ObjectStore, bucket: string, output: Receipt['output'], start: number) {
    this.#at = start;
    this.#bytes = output?.bytes ?? 0;
    this.#open = async () => {
      if (output === null) throw new Error('a unit without rows has no output to read');
      const whole = start === 0;
      return store.readPiece(bucket, { key: output.key, start, end: output.bytes, whole });
    };
  }

  /** The bytes from where it stands up to an offset. */
  async *until(offset: number): AsyncGenerator<Buffer> {
    while (this.#at < offset) {
      if (this.#held.byteLength === 0) this.#held = await this.#read();
      const piece = this.#held.subarray(0, offset - this.#at);
      this.#held = this.#held.subarray(piece.byteLength);
      this.#at += piece.byteLength;
      yield piece;
    }
  }

  /** The rest. */
  rest(): AsyncGenerator<Buffer> {
    return this.until(this.#bytes);
  }

  async close(): Promise<void> {
    await this.#chunks?.return?.();
  }

  async #read(): Promise<Buffer> {
    this.#chunks ??= (await this.#open())[Symbol.asyncIterator]();
    const chunk = await this.#chunks.next();
    if (chunk.done) throw new Error(`the unit's earlier output ended at byte ${this.#at} of ${this.#bytes}`);
    return Buffer.from(chunk.value);
  }
}
