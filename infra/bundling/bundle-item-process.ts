import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { type BundledFile, bundle } from './bundle.ts';
import { ownModule, type PackageLayout } from './package-layout.ts';

/** The process in which a unit runs the user's task: `item-child.mjs` and its source map. */
export interface ItemProcessBundle {
  readonly files: readonly BundledFile[];
  /** Hex SHA-256 of `item-child.mjs`. */
  readonly digest: string;
}

/**
 * Bundles `functions/unit/item-child` with the user's task in the place of the bare specifier `fanfold:task`.
 * Not minified, since Node logs the whole line of an error that nobody caught. A source map lies beside it, without
 * the source in it: under `--enable-source-maps` a stack names the task's own file and line.
 */
export function bundleItemProcess(layout: PackageLayout, taskFile: string): ItemProcessBundle {
  const files = bundle(layout, dirname(taskFile), {
    ...taskResolution(layout, taskFile),
    entryPoints: [ownModule(layout, 'functions/unit/item-child')],
    entryNames: '[name]',
    sourcemap: 'linked',
  });
  const code = files.find((file) => file.name === 'item-child.mjs');
  if (code === undefined) throw new Error('esbuild gave no item-child.mjs');
  return { files, digest: createHash('sha256').update(code.contents).digest('hex') };
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
