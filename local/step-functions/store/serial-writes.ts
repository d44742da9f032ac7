import { writeJsonAtomically } from './atomic-file.ts';

/**
 * Writes JSON files one version after the other: writes to the same file never overtake each other, and each takes
 * the value as it is when its turn comes.
 */
export class SerialWrites {
  readonly #last = new Map<string, Promise<void>>();

  async write(path: string, value: unknown): Promise<void> {
    const before = this.#last.get(path) ?? Promise.resolve();
    const written = before.catch(() => {}).then(() => writeJsonAtomically(path, value));
    this.#last.set(path, written);
    try {
      await written;
    } finally {
      if (this.#last.get(path) === written) this.#last.delete(path);
    }
  }
}
