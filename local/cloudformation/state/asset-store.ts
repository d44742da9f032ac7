import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestAsset } from './digest-asset.ts';

/**
 * Copies of the assets of deployed stacks, below one folder and named by the digest of their content, so that a stack
 * outlives its cloud assembly. A copy never changes once it is there.
 */
export class AssetStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Absolute path of a copy. */
  path(name: string): string {
    return join(this.#folder, name);
  }

  /**
   * Copies a file or a folder unless a copy is there.
   * @returns the copy's name
   */
  async add(source: string): Promise<string> {
    const name = await digestAsset(source);
    await this.#place(name, (target) => cp(source, target, { recursive: true, dereference: true }));
    return name;
  }

  /**
   * Writes inline code of a function into a folder of its own, as `index.js`.
   * @returns the folder's name
   */
  async addInline(code: string): Promise<string> {
    const name = `inline-${createHash('sha256').update(code).digest('hex')}`;
    await this.#place(name, async (target) => {
      await mkdir(target, { recursive: true });
      await writeFile(join(target, 'index.js'), code);
    });
    return name;
  }

  /** Deletes what is not among the given names, unfinished copies too. */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    if (!existsSync(this.#folder)) return;
    const unused = (await readdir(this.#folder)).filter((name) => !names.has(name));
    await Promise.all(unused.map((name) => rm(this.path(name), { recursive: true, force: true })));
  }

  /** A copy appears under its name only when it is whole. */
  async #place(name: string, write: (target: string) => Promise<void>): Promise<void> {
    if (existsSync(this.path(name))) return;
    await mkdir(this.#folder, { recursive: true });
    const unfinished = this.path(`.${name}.${randomUUID()}`);
    await write(unfinished);
    await rename(unfinished, this.path(name));
  }
}
