import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { TaskDescription } from '../describe-task.ts';

const descriptionFile = 'fanfold-task.json';
const keptMs = 7 * 24 * 3_600_000;

/** A cloud assembly and the task in it. */
export interface StoredAssembly {
  /** Folder of the cloud assembly, absolute. */
  readonly assembly: string;
  readonly description: TaskDescription;
}

/**
 * Cloud assemblies in folders named by what they were made from. An assembly never changes once it is there, so a run
 * that executes its code isn't disturbed when the task is edited meanwhile.
 */
export class AssemblyStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
    mkdirSync(this.folder, { recursive: true });
  }

  /** The assembly of a key, if there is one. */
  find(key: string): StoredAssembly | undefined {
    const assembly = join(this.folder, key);
    const file = join(assembly, descriptionFile);
    if (!existsSync(file)) return undefined;
    const now = new Date();
    utimesSync(file, now, now);
    return { assembly, description: JSON.parse(readFileSync(file, 'utf8')) };
  }

  /**
   * Makes the assembly of a key. Others see it complete or not at all; of two processes that make it at once,
   * the first to be ready wins.
   */
  async create(
    key: string,
    description: TaskDescription,
    synthesize: (outdir: string) => Promise<void>,
  ): Promise<StoredAssembly> {
    const draft = mkdtempSync(join(this.folder, `.${key}-`));
    try {
      await synthesize(draft);
      writeFileSync(join(draft, descriptionFile), JSON.stringify(description, null, 1));
      this.publish(draft, join(this.folder, key));
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
    this.removeUnused();
    return { assembly: join(this.folder, key), description };
  }

  private publish(draft: string, assembly: string): void {
    try {
      renameSync(draft, assembly);
    } catch (error) {
      if (!existsSync(join(assembly, descriptionFile))) throw error;
    }
  }

  /** An edited task leaves its old assemblies, some megabytes each: those that nobody asked for in a week go. */
  private removeUnused(): void {
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name);
      const used = statSync(join(path, descriptionFile), { throwIfNoEntry: false }) ?? statSync(path);
      if (Date.now() - used.mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
    }
  }
}
