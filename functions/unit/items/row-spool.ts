import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes of an item's rows that stay in memory; what is beyond goes to a file. */
const memoryBytes = 1024 ** 2;

/**
 * Rows of an item that isn't finished: they count only if it succeeds. Small ones stay in memory, others go to a
 * temporary file that has no name any more, so that nothing is left of it whatever happens.
 */
export class RowSpool {
  #pieces: Buffer[] = [];
  #held = 0;
  #file: FileHandle | undefined;

  async add(piece: Buffer): Promise<void> {
    this.#pieces.push(piece);
    this.#held += piece.byteLength;
    if (this.#held > memoryBytes) await this.#spill();
  }

  /** Everything added so far, in order; the spool is empty afterwards. */
  async *drain(): AsyncGenerator<Buffer> {
    if (this.#file !== undefined) {
      const stream = this.#file.createReadStream({ start: 0, highWaterMark: 256 * 1024 });
      this.#file = undefined;
      for await (const chunk of stream) yield chunk;
    }
    yield* this.#pieces;
    this.#pieces = [];
  }

  /** Throws everything away. */
  async drop(): Promise<void> {
    this.#pieces = [];
    await this.#file?.close();
    this.#file = undefined;
  }

  async #spill(): Promise<void> {
    this.#file ??= await openNameless();
    await this.#file.appendFile(Buffer.concat(this.#pieces));
    this.#pieces = [];
    this.#held = 0;
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `fanfold-rows-${process.pid}-${crypto.randomUUID()}`);
  const file = await open(path, 'wx+');
  await unlink(path);
  return file;
}
