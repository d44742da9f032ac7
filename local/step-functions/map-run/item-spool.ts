import { rm } from 'node:fs/promises';
import { AppendFile } from '../store/append-file.ts';

/** Characters of lines that stay in memory before a file is used. */
const MEMORY_CHARACTERS = 1024 * 1024;
const READ_BYTES = 1024 * 1024;

/** One child's input, ready to run. */
export interface ChildInput {
  /** Its place among all inputs of the Map Run, from 0; the child's number. */
  sequence: number;
  /** Items in it: 1, or a batch's size. */
  items: number;
  /** JSON text. */
  text: string;
}

/**
 * Children's inputs between the reader and the scheduler, first in, first out. The reader runs ahead, since the
 * percentage rule needs the total; what doesn't fit into memory waits in a file, so memory stays flat.
 */
export class ItemSpool {
  readonly #path: string;
  #file: AppendFile | undefined;
  #readOffset = 0;
  #head: ChildInput[] = [];
  #headIndex = 0;
  #tail: ChildInput[] = [];
  #tailCharacters = 0;

  /** @param path of the file, created only when needed */
  constructor(path: string) {
    this.#path = path;
  }

  async push(input: ChildInput): Promise<void> {
    this.#tail.push(input);
    this.#tailCharacters += input.text.length;
    if (this.#tailCharacters < MEMORY_CHARACTERS) return;
    const lines = this.#tail;
    this.#tail = [];
    this.#tailCharacters = 0;
    this.#file ??= await AppendFile.open(this.#path);
    for (const input of lines) this.#file.append(formatInput(input));
    await this.#file.flush();
  }

  /** The next input, or undefined when there is none at the moment. One caller at a time. */
  async shift(): Promise<ChildInput | undefined> {
    if (this.#headIndex >= this.#head.length) await this.#refill();
    const input = this.#head[this.#headIndex];
    if (input !== undefined) this.#headIndex += 1;
    return input;
  }

  /** Takes the last {@link shift} back; it can be taken back once. */
  putBack(): void {
    this.#headIndex -= 1;
  }

  /** Removes the file. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    await rm(this.#path, { force: true });
  }

  async #refill(): Promise<void> {
    this.#headIndex = 0;
    this.#head = [];
    const file = this.#file;
    if (file !== undefined && this.#readOffset < file.size) {
      const bytes = await file.readBytes(this.#readOffset, READ_BYTES);
      const end = bytes.lastIndexOf(10);
      if (end < 0) throw new RangeError(`A child's input is larger than ${READ_BYTES} bytes`);
      this.#readOffset += end + 1;
      this.#head = bytes.toString('utf8', 0, end).split('\n').map(parseInput);
      return;
    }
    this.#head = this.#tail;
    this.#tail = [];
    this.#tailCharacters = 0;
  }
}

/** An input as one line of text. */
export function formatInput({ sequence, items, text }: ChildInput): string {
  return `${sequence} ${items} ${text}`;
}

/** Reads what {@link formatInput} wrote. */
export function parseInput(line: string): ChildInput {
  const first = line.indexOf(' ');
  const second = line.indexOf(' ', first + 1);
  return {
    sequence: Number(line.slice(0, first)),
    items: Number(line.slice(first + 1, second)),
    text: line.slice(second + 1),
  };
}
