import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { IncomingDirectory } from './incoming-directory.ts';

/** A name for a folder of segments, as unique as an upload's id. */
export function newSegmentsName(): string {
  return randomBytes(24).toString('hex');
}

/**
 * Folders with the bodies of objects in segments, one for each such object. A folder that is removed stays as long as
 * someone reads it: readers open its files one after the other, not thousands at once.
 */
export class SegmentFolders {
  readonly #directory: string;
  readonly #incoming: IncomingDirectory;
  readonly #readers = new Map<string, number>();
  readonly #condemned = new Set<string>();

  constructor(directory: string, incoming: IncomingDirectory) {
    this.#directory = directory;
    this.#incoming = incoming;
    mkdirSync(directory, { recursive: true });
  }

  pathOf(name: string): string {
    return path.join(this.#directory, name);
  }

  /** Makes a folder that was filled elsewhere one of these, in one step. */
  adopt(folder: string, name: string): void {
    renameSync(folder, this.pathOf(name));
  }

  /** Keeps a folder until the returned function is called, once. */
  hold(name: string): () => void {
    this.#readers.set(name, (this.#readers.get(name) ?? 0) + 1);
    return () => {
      const left = (this.#readers.get(name) ?? 1) - 1;
      if (left > 0) {
        this.#readers.set(name, left);
        return;
      }
      this.#readers.delete(name);
      if (this.#condemned.delete(name)) this.#incoming.removeSoon(this.pathOf(name));
    };
  }

  /** Removes a folder, now or when its last reader is done. */
  remove(name: string): void {
    if (this.#readers.has(name)) this.#condemned.add(name);
    else this.#incoming.removeSoon(this.pathOf(name));
  }

  /**
   * Removes what a crash left: folders of objects that are gone, files that an object doesn't need.
   * @param needed the first level of names in each folder, of all objects
   */
  clear(needed: ReadonlyMap<string, ReadonlySet<string>>): void {
    for (const name of readdirSync(this.#directory)) {
      const files = needed.get(name);
      if (files === undefined) this.#incoming.removeSoon(this.pathOf(name));
      else this.trim(name, files);
    }
  }

  /** Removes what is in a folder besides the files that its object needs. */
  trim(name: string, needed: ReadonlySet<string>): void {
    for (const file of readdirSync(this.pathOf(name))) {
      if (!needed.has(file)) rmSync(path.join(this.pathOf(name), file), { recursive: true, force: true });
    }
  }
}
