import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BundledFile } from './bundle.ts';
import { refuseTask } from './task-refusal.ts';

/** A file that whoever may read it may also run: a package may bring programs. */
const executable = 0o755;
const plain = 0o644;

/**
 * All files of a package, without the packages in it, in an order that is everywhere the same.
 * @throws FanfoldError `InvalidTask` for a symbolic link to a folder
 */
export function readPackageFiles(folder: string, below = ''): BundledFile[] {
  const entries = readdirSync(join(folder, below), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry): BundledFile[] => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.name === 'node_modules' || entry.name === '.git') return [];
    if (entry.isDirectory()) return readPackageFiles(folder, name);
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) {
      throw refuseTask(
        `\`nodeModules\`: ${path} is a symbolic link to a folder, which isn't copied; put a copy in its place`,
      );
    }
    if (found?.isFile() !== true) return [];
    return [{ name, contents: readFileSync(path), mode: (found.mode & 0o100) === 0 ? plain : executable }];
  });
}
