import { type FileHandle, open } from 'node:fs/promises';

/** Bytes that are collected before they are written. */
const WRITE_BYTES = 256 * 1024;
/** Bytes waiting to be written at which producers should wait. */
const HIGH_WATER_BYTES = 4 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

/** Where a line is in its file, in bytes, its newline not counted. */
export interface LinePosition {
  offset: number;
  length: number;
}

/**
 * A file of lines that only grows. Positions are known at once, writing happens in large pieces behind; reading
 * sees everything that was appended.
 */
export class AppendFile {
  readonly path: string;
  #handle: FileHandle | undefined;
  #size: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path;
    this.#handle = handle;
    this.#size = size;
  }

  /** Opens a file, which is created when absent and kept when not. */
  static async open(path: string): Promise<AppendFile> {
    const handle = await open(path, 'a+');
    return new AppendFile(path, handle, (await handle.stat()).size);
  }

  /** Bytes, including what is still to be written. */
  get size(): number {
    return this.#size;
  }

  /** @param line text without newline */
  append(line: string): LinePosition {
    const offset = this.#size;
    this.write(`${line}\n`);
    return { offset, length: this.#size - offset - 1 };
  }

  /** Appends text as it is. */
  write(text: string): void {
    const bytes = Buffer.from(text);
    this.#size += bytes.length;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= WRITE_BYTES && this.#pendingBytes - bytes.length < WRITE_BYTES)
      this.#flushBehind();
  }

  /** A promise when the disk is behind, so that memory stays flat; undefined otherwise. */
  pressure(): Promise<void> | undefined {
    return this.#pendingBytes >= HIGH_WATER_BYTES ? this.flush() : undefined;
  }

  /** A failure stays in the chain of writes, so whoever waits for the next one sees it. */
  #flushBehind(): void {
    this.flush().catch(() => {});
  }

  /** Writes everything out. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const pieces = this.#pending;
      if (pieces.length === 0) return;
      this.#pending = [];
      this.#pendingBytes = 0;
      await this.#open().appendFile(Buffer.concat(pieces));
    });
    return this.#writing;
  }

  /** Reads a line back. */
  async read({ offset, length }: LinePosition): Promise<string> {
    return (await this.readBytes(offset, length)).toString();
  }

  /** Reads up to `length` bytes from `offset`. */
  async readBytes(offset: number, length: number): Promise<Buffer> {
    await this.flush();
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#size - offset)));
    const { bytesRead } = await this.#open().read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  }

  /** Every line from the beginning, with its position; memory holds one piece of the file at a time. */
  async *lines(): AsyncGenerator<{ text: string; position: LinePosition }> {
    let offset = 0;
    let wanted = READ_BYTES;
    while (offset < this.#size) {
      const bytes = await this.readBytes(offset, wanted);
      const end = bytes.lastIndexOf(10);
      // A last line without newline is one that a crash cut off.
      if (end < 0 && bytes.length < wanted) return;
      wanted = end < 0 ? wanted * 2 : READ_BYTES;
      let start = 0;
      while (start <= end) {
        const stop = bytes.indexOf(10, start);
        const position = { offset: offset + start, length: stop - start };
        yield { text: bytes.toString('utf8', start, stop), position };
        start = stop + 1;
      }
      offset += end + 1;
    }
  }

  async close(): Promise<void> {
    await this.flush();
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  #open(): FileHandle {
    if (this.#handle === undefined) throw new Error(`${this.path} is closed`);
    return this.#handle;
  }
}
