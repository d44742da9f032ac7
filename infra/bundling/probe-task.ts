import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TaskSchemas } from '../../core/contracts/task-document.ts';
import { type TaskSettings, taskSettings } from '../../core/task/task-settings.ts';
import { type BundledFile, bundle } from './bundle.ts';
import { taskResolution } from './bundle-item-process.ts';
import { findNodeModules } from './collect-node-modules.ts';
import { ownModule, type PackageLayout } from './package-layout.ts';
import type { ProbeResult } from './task-probe.ts';
import { refuseBuildFailure, refuseTask } from './task-refusal.ts';

const importTimeoutMs = 60_000;

/** What a task's module says of the task. */
export interface ProbedTask extends TaskSchemas {
  settings: TaskSettings;
}

/**
 * Imports a task's module and gives its settings and schemas back. The user's code runs in a process of its own: what it prints,
 * leaves open, patches or takes of memory stays out of this one.
 *
 * @param nodeModules names of packages that aren't bundled
 * @throws FanfoldError `InvalidTask`
 */
export function probeTask(
  layout: PackageLayout,
  file: string,
  nodeModules: readonly string[] = [],
): ProbedTask {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-task-'));
  try {
    for (const [name, target] of findNodeModules(layout, file, nodeModules)) {
      const link = join(folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(target, link, 'junction');
    }
    const files = bundleTask(layout, file, nodeModules);
    for (const { name, contents } of files) writeFileSync(join(folder, name), contents);
    return takeTask(file, importTask(layout, file, join(folder, 'task.mjs'), join(folder, 'result.json')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bundleTask(layout: PackageLayout, file: string, nodeModules: readonly string[]): BundledFile[] {
  try {
    return bundle(layout, dirname(file), {
      ...taskResolution(layout, file),
      external: [...nodeModules],
      entryPoints: [{ in: file, out: 'task' }],
      sourcemap: 'linked',
      sourceRoot: `${dirname(file)}/`,
    });
  } catch (error) {
    throw refuseBuildFailure(file, error);
  }
}

function importTask(
  layout: PackageLayout,
  file: string,
  modulePath: string,
  resultPath: string,
): ProbeResult {
  const process_ = spawnSync(
    process.execPath,
    ['--enable-source-maps', ownModule(layout, 'infra/bundling/task-probe'), modulePath, resultPath],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: importTimeoutMs,
      killSignal: 'SIGKILL',
      encoding: 'utf8',
    },
  );
  try {
    return JSON.parse(readFileSync(resultPath, 'utf8'));
  } catch (error) {
    if (process_.signal === 'SIGKILL') {
      throw refuseTask(
        `The task ${file} was still being imported after ${importTimeoutMs / 1000} seconds; a module must not wait for anything when it is imported`,
        error,
      );
    }
    const end = process_.signal === null ? `code ${process_.status}` : `signal ${process_.signal}`;
    throw refuseTask(
      `The task ${file} ended its process with ${end} when it was imported${lastLine(process_.stderr)}`,
      error,
    );
  }
}

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1);
  return line === undefined || line === '' ? '' : `; the last it wrote was: ${line}`;
}

function takeTask(file: string, result: ProbeResult): ProbedTask {
  switch (result.kind) {
    case 'task': {
      const settings = taskSettings.safeParse(result.settings);
      // Zod types an absent option as undefined; the JSON that this was read from holds none.
      if (settings.success) return { settings: settings.data as TaskSettings, ...result.schemas };
      throw refuseTask(`The task ${file} was made by another version of fanfold: ${settings.error.message}`);
    }
    case 'refused':
      throw refuseTask(`${file}: ${result.message}`);
    case 'threw':
      throw refuseTask(
        `The task ${file} throws when it is imported: ${result.error}${result.at === '' ? '' : ` (${result.at})`}`,
      );
    case 'no-default': {
      const found = result.exports.length === 0 ? 'nothing' : `only ${result.exports.join(', ')}`;
      throw refuseTask(
        `The task ${file} has no default export, it exports ${found}; mend it with:\n${remedy}`,
      );
    }
    case 'no-task':
      throw refuseTask(`The default export of ${file} is ${result.value}, no task; mend it with:\n${remedy}`);
  }
}

const remedy =
  "  import { defineTask } from 'fanfold';\n  export default defineTask({ name, input, output, run });";
