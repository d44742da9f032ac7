import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { IncomingFile } from './incoming-file.ts';

/**
 * The folder of everything that isn't there yet or no more: bodies on their way in, folders on their way out. What a crash
 * leaves behind is removed with it at the next start.
 */
export class IncomingDirectory {
  readonly #path: string;
  readonly #removals = new Set<Promise<void>>();
  #count = 0;

  constructor(directory: string) {
    this.#path = directory;
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
  }

  /** A path that nothing has. */
  newPath(): string {
    return path.join(this.#path, String(++this.#count));
  }

  newFile(): IncomingFile {
    return new IncomingFile(this.newPath());
  }

  /** Takes a folder out of sight at once and removes it in the background. */
  removeSoon(directory: string): void {
    const grave = this.newPath();
    renameSync(directory, grave);
    const removal = rm(grave, { recursive: true, force: true })
      // It is out of sight; what stays is removed at the next start.
      .catch(() => undefined)
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  /** Waits for what {@link removeSoon} began. */
  async settle(): Promise<void> {
    await Promise.all(this.#removals);
  }
}
