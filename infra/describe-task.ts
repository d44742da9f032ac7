import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SchemaDescription } from '../core/contracts/task-document.ts';
import { isFanfoldError } from '../core/errors/fanfold-error.ts';
import type { TaskSettings } from '../core/task/task-settings.ts';
import { bundleItemProcess, type ItemProcessBundle } from './bundling/bundle-item-process.ts';
import { type PackageLayout, packageLayout } from './bundling/package-layout.ts';
import { probeTask } from './bundling/probe-task.ts';
import { refuseBuildFailure, refuseTask } from './bundling/task-refusal.ts';

/** What infrastructure knows of a task, JSON-safe. */
export interface TaskDescription {
  /** Absolute path, symbolic links resolved. */
  readonly file: string;
  readonly settings: TaskSettings;
  /** JSON Schema of an item as the source has it, or why there is none. */
  readonly inputSchema: SchemaDescription;
  /** JSON Schema of a row as the data set has it, or why there is none: then it can be JSONL only. */
  readonly outputSchema: SchemaDescription;
  /** Hex SHA-256 of the code that runs the task in the unit's Lambda, the task and its dependencies included. */
  readonly codeDigest: string;
}

/** How a task's code is put together. */
export interface DescribeTaskOptions {
  /**
   * npm modules that aren't bundled but copied, as the construct's `nodeModules`.
   *
   * @default - all modules are bundled
   */
  readonly nodeModules?: readonly string[];
}

/**
 * Reads a task's settings and schemas from its file and says which code it is. The module is compiled with esbuild and imported
 * in a process of its own. Synchronous, since a construct's constructor is.
 *
 * @param path of a module that exports a task as its default, absolute or from the current folder
 * @throws FanfoldError `InvalidTask`: no such file, doesn't compile, throws when imported, exports no task, a module isn't
 * installed, or the task's own problems, all of them
 * @example
 * ```ts
 * import { describeTask } from 'fanfold/cdk';
 *
 * const { settings, outputSchema, codeDigest } = describeTask('examples/flight-delays/task.ts');
 * ```
 */
export function describeTask(path: string, options: DescribeTaskOptions = {}): TaskDescription {
  return loadTask(packageLayout(), path, options).description;
}

/** A task's description, and its code as the unit's Lambda carries it. */
export interface LoadedTask {
  readonly description: TaskDescription;
  readonly itemProcess: ItemProcessBundle;
}

/** As {@link describeTask}, with the code. */
export function loadTask(
  layout: PackageLayout,
  path: string,
  { nodeModules = [] }: DescribeTaskOptions,
): LoadedTask {
  const file = findTaskFile(path);
  const probed = probeTask(layout, file, nodeModules);
  const itemProcess = bundleTaskFile(layout, file, nodeModules);
  return { description: { file, ...probed, codeDigest: itemProcess.digest }, itemProcess };
}

/** Absolute path of a task's file, symbolic links resolved. */
export function findTaskFile(path: string): string {
  const absolute = resolve(path);
  const found = statSync(absolute, { throwIfNoEntry: false });
  const remedy = 'give the path of a module such as task.ts';
  if (found === undefined) throw refuseTask(`There is no task file ${absolute}; ${remedy}`);
  if (!found.isFile()) throw refuseTask(`The task ${absolute} is no file; ${remedy}`);
  return realpathSync(absolute);
}

/**
 * Bundles a task's code, without looking whether it is a task.
 * @throws FanfoldError `InvalidTask`
 */
export function bundleTaskFile(
  layout: PackageLayout,
  file: string,
  nodeModules: readonly string[] = [],
): ItemProcessBundle {
  try {
    return bundleItemProcess(layout, file, nodeModules);
  } catch (error) {
    if (isFanfoldError(error)) throw error;
    // A module without a default export doesn't fit into the bundle; the probe says so in plain words.
    probeTask(layout, file, nodeModules);
    throw refuseBuildFailure(file, error);
  }
}
