import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findPython } from './find-python.ts';
import { type PythonPackagesName, pythonPackages } from './python-servers.ts';
import { PythonUnavailable } from './python-unavailable.ts';
import { runProgram } from './run-program.ts';
import { withLockFile } from './with-lock-file.ts';

/** Beside what npm installs: it goes with it, and git doesn't see it. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/fanfold-python');

/** Packages of PyPI, and the Python that they are for. */
export interface InstalledPackages {
  python: string;
  /** Folder for `PYTHONPATH`. */
  packages: string;
}

/**
 * Installs what a server or a program needs from PyPI, once for each Python and list of requirements; several processes
 * that ask at once wait for one installation.
 * @throws PythonUnavailable if there is no fitting Python, or PyPI can't be reached
 */
export async function installPackages(name: PythonPackagesName): Promise<InstalledPackages> {
  const { requirements, pythons, longestInstallMs } = pythonPackages[name];
  const python = await findPython(pythons);
  const list = join(import.meta.dirname, requirements);
  const digest = createHash('sha256')
    .update(python)
    .update(await readFile(list));
  const packages = join(cache, `${name}-${digest.digest('hex').slice(0, 12)}`);
  if (!existsSync(packages)) {
    await mkdir(cache, { recursive: true });
    await withLockFile(`${packages}.lock`, async () => {
      if (!existsSync(packages)) await install(python, list, packages, longestInstallMs);
    });
  }
  return { python, packages };
}

/** Whole or not at all: into a folder of its own, which gets its name at the end. */
async function install(python: string, list: string, packages: string, longestMs: number): Promise<void> {
  const draft = await mkdtemp(`${packages}-`);
  try {
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-input',
      '--disable-pip-version-check',
      '--retries',
      '1',
    ];
    // The list names every package; Python compiles what is imported.
    const only = ['--no-deps', '--no-compile', '--target', draft, '--requirement', list];
    const { code, output, timedOut } = await runProgram(python, [...pip, ...only], longestMs);
    if (timedOut) throw new PythonUnavailable(`pip was not done after ${longestMs / 1_000} s`);
    if (code !== 0) throw new PythonUnavailable(`pip can't install it: ${lastLine(output)}`);
    await rename(draft, packages);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
