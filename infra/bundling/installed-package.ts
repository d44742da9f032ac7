import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const names = z.record(z.string(), z.unknown()).default({});

const manifest = z.object({
  name: z.string(),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
});

/** An installed npm package. */
export interface InstalledPackage {
  readonly name: string;
  /** Absolute, symbolic links resolved. */
  readonly folder: string;
  /**
   * What it needs when it runs. Not required: optional dependencies, which npm leaves out for another system, and peers, which it leaves
   * to the app. Optional peers are none of it.
   */
  readonly dependencies: readonly { readonly name: string; readonly required: boolean }[];
}

/** Folder of the package that Node finds by a name from a folder, symbolic links resolved; undefined if none. */
export function findPackage(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return realpathSync(folder);
  return dirname(from) === from ? undefined : findPackage(name, dirname(from));
}

/** Reads a package's manifest. */
export function readPackage(folder: string): InstalledPackage {
  const read = manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const optional = new Set(Object.keys(read.optionalDependencies));
  const peers = Object.keys(read.peerDependencies).filter(
    (name) => read.peerDependenciesMeta[name]?.optional !== true,
  );
  const required = Object.keys(read.dependencies).filter((name) => !optional.has(name));
  return {
    name: read.name,
    folder,
    dependencies: [
      ...required.map((name) => ({ name, required: true })),
      ...[...optional, ...peers].map((name) => ({ name, required: false })),
    ],
  };
}
