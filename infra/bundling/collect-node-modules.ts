import { dirname, join } from 'node:path';
import type { BundledFile } from './bundle.ts';
import { findPackage, type InstalledPackage, readPackage } from './installed-package.ts';
import type { PackageLayout } from './package-layout.ts';
import { readPackageFiles } from './read-package-files.ts';
import { refuseTask } from './task-refusal.ts';

/** Bytes of a function's code, unzipped, that Lambda takes: 250 MB. */
const largestCode = 250 * 1024 ** 2;

/** A package and the folder below the function's code that it is copied to. */
interface Placed {
  readonly package: InstalledPackage;
  /** `node_modules/a`, `node_modules/a/node_modules/b`. */
  readonly place: string;
}

/**
 * The files of installed packages, and of all that they depend on, placed so that Node finds of each the version that it
 * finds now: at the top if its name is free there, below the package that asks for it otherwise. That holds for what npm
 * installs and for the links of pnpm.
 *
 * @throws FanfoldError `InvalidTask` naming every package that isn't installed, or that there is too much of it
 */
export function collectNodeModules(
  layout: PackageLayout,
  taskFile: string,
  names: readonly string[],
): BundledFile[] {
  const files = placePackages(layout, taskFile, names).flatMap((placed) =>
    readPackageFiles(placed.package.folder).map((file) => ({
      ...file,
      name: `${placed.place}/${file.name}`,
    })),
  );
  const bytes = files.reduce((sum, { contents }) => sum + contents.length, 0);
  if (bytes <= largestCode) return files;
  throw refuseTask(
    `\`nodeModules\` of ${taskFile} take ${bytes} bytes with all that they depend on, Lambda takes ${largestCode}; put them into a layer or leave some out`,
  );
}

/** Links to the packages by which a module in another folder finds them, by their names. */
export function findNodeModules(
  layout: PackageLayout,
  taskFile: string,
  names: readonly string[],
): ReadonlyMap<string, string> {
  const found = names.map((name) => [name, findForTask(layout, taskFile, name)] as const);
  const missing = found.flatMap(([name, folder]) => (folder === undefined ? [name] : []));
  if (missing.length > 0) {
    throw refuseTask(
      `\`nodeModules\` names ${missing.join(', ')}, not installed in a node_modules at or above ${dirname(taskFile)}; install ${missing.length === 1 ? 'it' : 'them'} with npm`,
    );
  }
  return new Map(found.flatMap(([name, folder]) => (folder === undefined ? [] : [[name, folder]])));
}

function findForTask(layout: PackageLayout, taskFile: string, name: string): string | undefined {
  return (
    findPackage(name, dirname(taskFile)) ??
    layout.nodeModules
      .map((folder) => findPackage(name, dirname(folder)))
      .find((found) => found !== undefined)
  );
}

/** Breadth first: what a package asks for itself is in its place before what those ask for is looked up. */
function placePackages(layout: PackageLayout, taskFile: string, names: readonly string[]): Placed[] {
  const problems: string[] = [];
  const taken = new Map<string, string>();
  const queue: Placed[] = [];
  const put = (name: string, folder: string, below: string): void => {
    const place = choosePlace(taken, name, folder, below);
    if (place === undefined) return;
    taken.set(place, folder);
    queue.push({ package: readPackage(folder), place });
  };
  for (const [name, folder] of findNodeModules(layout, taskFile, names)) put(name, folder, '');
  for (const { package: asking, place } of queue) {
    for (const { name, required } of asking.dependencies) {
      const folder = findPackage(name, asking.folder);
      if (folder !== undefined) put(name, folder, place);
      else if (required) problems.push(`${asking.name} depends on ${name}, which isn't installed`);
    }
  }
  if (problems.length === 0) return queue;
  throw refuseTask(`\`nodeModules\` of ${taskFile}: ${problems.join('; ')}; install anew with npm`);
}

/** Where a package goes that is asked for from a place; undefined if it is found from there already. */
function choosePlace(
  taken: ReadonlyMap<string, string>,
  name: string,
  folder: string,
  below: string,
): string | undefined {
  const top = join('node_modules', name);
  for (let at = below; ; at = holderOf(at)) {
    const found = taken.get(join(at, 'node_modules', name));
    if (found === folder) return undefined;
    if (found !== undefined) return join(below, 'node_modules', name);
    if (at === '') return top;
  }
}

/** `node_modules/a` of `node_modules/a/node_modules/@b/c`; the top is ''. */
function holderOf(place: string): string {
  const end = place.lastIndexOf('node_modules');
  return end <= 0 ? '' : place.slice(0, end - 1);
}
