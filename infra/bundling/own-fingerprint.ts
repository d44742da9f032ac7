import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { PackageLayout } from '../bundling/package-layout.ts';

/** Folders below the package's code whose files become part of a pipeline. */
const codeFolders = ['aws', 'core', 'functions', 'infra'];

/**
 * Hex SHA-256 over everything but the task that decides what a pipeline is: this package's version, place, size and
 * time of each of its own files, the dependencies that npm installed, and Node.
 */
export function ownFingerprint(layout: PackageLayout): string {
  const hash = createHash('sha256');
  hash.update(`${process.version}\0`).update(readFileSync(join(layout.root, 'package.json')));
  for (const folder of [
    ...codeFolders.map((name) => join(layout.code, name)),
    join(layout.root, 'state-machines'),
  ]) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) add(join(entry.parentPath, entry.name));
    }
  }
  for (const folder of layout.nodeModules) add(join(folder, '.package-lock.json'));
  return hash.digest('hex');

  function add(file: string): void {
    const stats: Stats | undefined = statSync(file, { throwIfNoEntry: false });
    if (stats !== undefined) hash.update(`${relative(layout.root, file)}\0${stats.size}\0${stats.mtimeMs}\0`);
  }
}
