import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What `LogType: Tail` returns at most. */
const TAIL_BYTES = 4096;

/** A new name of a log stream in Lambda's form, `2026/11/24/[$LATEST]<32 hex digits>`: unique per environment. */
export function createLogStreamName(now: Date): string {
  const date = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${date}/[$LATEST]${randomBytes(16).toString('hex')}`;
}

/**
 * The log of one execution environment. Its process writes its output through the same descriptor, in append mode and
 * synchronously, so the lines of both sides are in order and nothing of them passes through this process.
 */
export class LogStream {
  readonly name: string;
  readonly descriptor: number;
  #open = true;

  /** @param folder of the function's logs */
  constructor(folder: string, name: string) {
    const file = join(folder, `${name}.log`);
    mkdirSync(dirname(file), { recursive: true });
    this.name = name;
    this.descriptor = openSync(file, 'a+');
  }

  write(...lines: string[]): void {
    if (!this.#open) {
      return;
    }
    try {
      writeSync(this.descriptor, lines.map((line) => `${line}\n`).join(''));
    } catch {
      // A full disk must not take the local cloud down with it: as on Lambda, logs are best effort.
    }
  }

  /** Bytes so far. */
  get size(): number {
    return fstatSync(this.descriptor).size;
  }

  /** The last 4 KiB at most of what came after `offset`. */
  tail(offset: number): Buffer {
    const { size } = this;
    const start = Math.max(offset, size - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    return buffer.subarray(0, readSync(this.descriptor, buffer, 0, buffer.length, start));
  }

  close(): void {
    if (this.#open) {
      this.#open = false;
      closeSync(this.descriptor);
    }
  }
}
