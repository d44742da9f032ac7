import { dirname, extname, join } from 'node:path';

/** Where this package's own files lie: its TypeScript in the repository, `dist/` when it is installed. */
export interface PackageLayout {
  /** Folder that holds package.json. */
  readonly root: string;
  /** Folder that holds `core/`, `functions/`, `infra/`. */
  readonly code: string;
  readonly extension: '.ts' | '.js';
  /** Export conditions under which `fanfold` resolves to `code`. */
  readonly conditions: readonly string[];
  /** Folders in which this package finds its own dependencies, nearest first. */
  readonly nodeModules: readonly string[];
}

/** Finds the layout from the place of this very module. */
export function packageLayout(): PackageLayout {
  const code = dirname(dirname(import.meta.dirname));
  const fromSource = extname(import.meta.filename) === '.ts';
  const root = fromSource ? code : dirname(code);
  return {
    root,
    code,
    extension: fromSource ? '.ts' : '.js',
    conditions: fromSource ? ['fanfold-source'] : [],
    nodeModules: foldersAbove(root).map((folder) => join(folder, 'node_modules')),
  };
}

/** Path of one of this package's modules, named from `code` without its extension: `functions/plan/index`. */
export function ownModule(layout: PackageLayout, name: string): string {
  return join(layout.code, ...name.split('/')) + layout.extension;
}

/** A folder and all folders that hold it. A flat install puts dependencies beside this package, not below it. */
function foldersAbove(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)];
}
