import { closeSync, openSync, rmSync, writevSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Digests } from '../checksums/digests.ts';
import { linkSegments } from './link-segments.ts';
import type { Segment } from './segments.ts';

/** What came into an {@link IncomingFile}: bytes that were written, or else links to bytes of other files. */
export interface FilledFile {
  digests: Digests;
  /** Segments in its folder of links; the file itself is not there. */
  linked?: readonly Segment[];
}

/** Bytes gathered before they go to disk in one call: small bodies need no thread, large ones few calls. */
const BATCH_BYTES = 1024 * 1024;

/**
 * A file that is being written and that nobody can see: it lies among the incoming files, which are removed at start, until
 * someone renames it to where it belongs. One batch is on its way to disk while the next one is gathered, no more.
 */
export class IncomingFile {
  readonly path: string;
  /** Where {@link link} makes its links. */
  readonly linkFolder: string;
  #handle: FileHandle | undefined;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.path = file;
    this.linkFolder = `${file}-links`;
  }

  /**
   * Appends bytes, which must not change afterwards.
   * @returns what to wait for before there are more, if anything
   */
  write(bytes: Uint8Array): Promise<void> | undefined {
    this.#batch.push(bytes);
    this.#batchBytes += bytes.length;
    return this.#batchBytes >= BATCH_BYTES ? this.#flush() : undefined;
  }

  /**
   * Opens the file for someone else to append to, before anything is written here.
   * @returns its descriptor, until the file is finished or discarded
   */
  async open(): Promise<number> {
    this.#handle ??= await open(this.path, 'wx');
    return this.#handle.fd;
  }

  /**
   * Links to segments instead of writing their bytes, in a folder beside the file.
   * @returns the segments in that folder; undefined, and no folder, where the file system can't link
   */
  async link(segments: readonly Segment[]): Promise<Segment[] | undefined> {
    return await linkSegments(segments, this.linkFolder);
  }

  /** Writes what is left and closes the file, which then can be renamed. */
  async finish(): Promise<void> {
    if (this.#handle === undefined) {
      this.#writeAtOnce();
      return;
    }
    await this.#flush();
    await this.#writing;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle.close();
  }

  /** Gives the file up and removes it. Harmless after it was renamed. */
  async discard(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#handle?.close();
    this.#handle = undefined;
    rmSync(this.path, { force: true });
    rmSync(this.linkFolder, { recursive: true, force: true });
  }

  async #flush(): Promise<void> {
    await this.#writing;
    this.#handle ??= await open(this.path, 'wx');
    const handle = this.#handle;
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#writing = writeWhole(handle, batch);
    // Whoever awaits it next gets the error; without this it would count as unhandled until then.
    this.#writing.catch(() => undefined);
  }

  /** For a small file four system calls on this thread take less than one trip to the thread pool. */
  #writeAtOnce(): void {
    const descriptor = openSync(this.path, 'wx');
    try {
      let batch = this.#batch;
      while (batch.length > 0) batch = remaining(batch, writevSync(descriptor, batch));
    } finally {
      closeSync(descriptor);
    }
  }
}

async function writeWhole(handle: FileHandle, buffers: Uint8Array[]): Promise<void> {
  let batch = buffers;
  while (batch.length > 0) batch = remaining(batch, (await handle.writev(batch)).bytesWritten);
}

/** What is left of buffers after their first `written` bytes. The system may write less than asked. */
function remaining(buffers: readonly Uint8Array[], written: number): Uint8Array[] {
  let skip = written;
  const rest: Uint8Array[] = [];
  for (const buffer of buffers) {
    if (skip < buffer.length) rest.push(skip > 0 ? buffer.subarray(skip) : buffer);
    skip = Math.max(0, skip - buffer.length);
  }
  return rest;
}
