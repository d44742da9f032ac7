import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { BundledFile } from './bundle.ts';
import { bundleFunctions, type FunctionName, forEachFunction, functionNames } from './bundle-functions.ts';
import { ownFingerprint } from './own-fingerprint.ts';
import type { PackageLayout } from './package-layout.ts';

const keptMs = 24 * 3_600_000;

/**
 * The bundles of all Lambda functions. They are the same for every task, so they are kept below
 * `node_modules/.cache/fanfold` and made once for each state of this package: 2.4 s of a synthesis on two cores. Where
 * nothing can be written, they are made each time.
 *
 * @param cache folder that keeps them; undefined: none does
 */
export function loadFunctions(
  layout: PackageLayout,
  cache = cacheFolder(layout),
): Record<FunctionName, BundledFile> {
  if (cache === undefined) return bundleFunctions(layout);
  const folder = join(cache, ownFingerprint(layout));
  const kept = read(folder);
  if (kept !== undefined) return kept;
  const made = bundleFunctions(layout);
  keep(cache, folder, made);
  return made;
}

/** Beside the dependencies of whoever uses this package. */
function cacheFolder(layout: PackageLayout): string | undefined {
  const nodeModules = layout.nodeModules.find((folder) => existsSync(folder));
  return nodeModules === undefined ? undefined : join(nodeModules, '.cache', 'fanfold', 'functions');
}

function read(folder: string): Record<FunctionName, BundledFile> | undefined {
  try {
    return forEachFunction((name) => ({
      name: 'index.mjs',
      contents: readFileSync(join(folder, `${name}.mjs`)),
    }));
  } catch {
    // There is none, or somebody is just removing it.
    return undefined;
  }
}

/** Others see the folder whole or not at all. */
function keep(cache: string, folder: string, bundles: Record<FunctionName, BundledFile>): void {
  let draft: string | undefined;
  try {
    mkdirSync(cache, { recursive: true });
    draft = mkdtempSync(`${folder}-`);
    for (const name of functionNames) writeFileSync(join(draft, `${name}.mjs`), bundles[name].contents);
    renameSync(draft, folder);
    removeOld(cache);
  } catch {
    // Read-only dependencies, or another process was first: what was made is used all the same.
    if (draft !== undefined) rmSync(draft, { recursive: true, force: true });
  }
}

/** Bundles of other states of this package, 11 MB each. */
function removeOld(cache: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}
