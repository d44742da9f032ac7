import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { type BundledFile, bundle } from './bundle.ts';
import { collectNodeModules } from './collect-node-modules.ts';
import { ownModule, type PackageLayout } from './package-layout.ts';

/** The process in which a unit runs the user's task: `item-child.mjs`, its source map, and modules that aren't bundled. */
export interface ItemProcessBundle {
  readonly files: readonly BundledFile[];
  /** Hex SHA-256 of `item-child.mjs`, and of the modules that aren't bundled if there are any. */
  readonly digest: string;
}

/**
 * Bundles `functions/unit/item-child` with the user's task in the place of the bare specifier `fanfold:task`.
 * Not minified, since Node logs the whole line of an error that nobody caught. A source map lies beside it, without
 * the source in it: under `--enable-source-maps` a stack names the task's own file and line.
 *
 * @param nodeModules names of packages that are copied instead
 */
export function bundleItemProcess(
  layout: PackageLayout,
  taskFile: string,
  nodeModules: readonly string[] = [],
): ItemProcessBundle {
  const files = bundle(layout, dirname(taskFile), {
    ...taskResolution(layout, taskFile),
    external: [...nodeModules],
    entryPoints: [ownModule(layout, 'functions/unit/item-child')],
    entryNames: '[name]',
    sourcemap: 'linked',
  });
  const code = files.find((file) => file.name === 'item-child.mjs');
  if (code === undefined) throw new Error('esbuild gave no item-child.mjs');
  const copied = collectNodeModules(layout, taskFile, nodeModules);
  const hash = createHash('sha256').update(code.contents);
  for (const { name, contents } of copied) hash.update(`${name}\0${contents.length}\0`).update(contents);
  return { files: [...files, ...copied], digest: hash.digest('hex') };
}

/**
 * How a task's imports resolve: `fanfold` is always this package, so that task and pipeline are of one version;
 * all else resolves from the task's file as in Node, and where that fails from this package, so that a task in a
 * folder without node_modules may import zod.
 */
export function taskResolution(layout: PackageLayout, taskFile: string) {
  return {
    alias: { 'fanfold:task': taskFile, fanfold: ownModule(layout, 'index') },
    conditions: ['module', ...layout.conditions],
    // Comments in a bundle name files; seen from the task's folder the names are the same in every checkout.
    absWorkingDir: dirname(taskFile),
    sourcesContent: false,
  };
}
