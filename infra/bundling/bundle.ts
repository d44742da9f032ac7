import { relative } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import type { PackageLayout } from './package-layout.ts';

/** One file of a Lambda's code. */
export interface BundledFile {
  /** Path below the folder that was asked for. */
  readonly name: string;
  readonly contents: Uint8Array;
  /** Permissions, as 0o755. Default: what the system gives to a new file. */
  readonly mode?: number;
}

/** CommonJS dependencies use `require`, `__dirname` and `__filename`, which an ES module has not. */
const requireBanner =
  'import{createRequire as fanfoldCreateRequire}from"node:module";const require=fanfoldCreateRequire(import.meta.url);';

/**
 * Runs esbuild for Lambda's nodejs24.x runtime and gives the files back in memory; nothing is written to `outdir`. The same source gives the same
 * bytes, so that an unchanged function keeps its asset hash and isn't deployed again.
 *
 * Synchronous since constructors are: esbuild runs as a process of its own that ends with the call.
 *
 * @throws esbuild's BuildFailure
 */
export function bundle(layout: PackageLayout, outdir: string, options: BuildOptions): BundledFile[] {
  const result = buildSync({
    outdir,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    banner: { js: requireBanner },
    define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    nodePaths: [...layout.nodeModules],
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
    ...options,
  });
  return (result.outputFiles ?? []).map((file) => ({
    name: relative(outdir, file.path),
    contents: file.contents,
  }));
}
