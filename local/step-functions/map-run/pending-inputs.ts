import { access, rename, rm } from 'node:fs/promises';
import { AppendFile } from '../store/append-file.ts';
import { type ChildInput, formatInput, parseInput } from './item-spool.ts';

/**
 * The inputs of a Map Run that no child was started with, in a file of its own. A redrive starts them from there and
 * doesn't read the source again, as AWS does once all of it has been read.
 */
export class PendingInputs {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether an attempt has read its source to the end. */
  async kept(): Promise<boolean> {
    try {
      await access(this.#path);
      return true;
    } catch {
      return false;
    }
  }

  /** Replaces the file, whole or not at all. */
  async keep(inputs: AsyncIterable<ChildInput>): Promise<void> {
    const temporary = `${this.#path}.tmp`;
    await rm(temporary, { force: true });
    const file = await AppendFile.open(temporary);
    try {
      for await (const input of inputs) {
        file.append(formatInput(input));
        await file.pressure();
      }
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path);
  }

  async *read(): AsyncGenerator<ChildInput> {
    const file = await AppendFile.open(this.#path);
    try {
      for await (const { text } of file.lines()) yield parseInput(text);
    } finally {
      await file.close();
    }
  }
}
