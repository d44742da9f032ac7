import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findPython } from '../../../scripts/python/find-python.ts';
import { installPackages } from '../../../scripts/python/install-packages.ts';
import { PythonUnavailable } from '../../../scripts/python/python-unavailable.ts';
import { runProgram } from '../../../scripts/python/run-program.ts';
import { withLockFile } from '../../../scripts/python/with-lock-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanfold-python-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('without what is needed', () => {
  test('no Python is not a failure but a reason', async () => {
    vi.stubEnv('PATH', folder);

    const attempt = installPackages('moto');

    await expect(attempt).rejects.toBeInstanceOf(PythonUnavailable);
    await expect(attempt).rejects.toThrow('needs Python 3.11 or later with pip; there is no python3');
  });

  test('nor is a Python without pip, or of another version', async () => {
    vi.stubEnv('PATH', `${folder}:/bin:/usr/bin`);
    const python = join(folder, 'python3');
    await writeFile(python, '#!/bin/sh\necho /usr/bin/python3 8\n', { mode: 0o755 });
    await expect(findPython({ from: 10, to: 10 })).rejects.toThrow('python3 is Python 3.8');
    await writeFile(python, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await expect(findPython({ from: 99, to: 99 })).rejects.toThrow('python3 has no pip');
  });
});

test('a program that takes too long is ended', async () => {
  expect(await runProgram('sleep', ['60'], 50)).toMatchObject({ code: null, timedOut: true });
});

describe('a lock file', () => {
  test('lets one at a time, and is gone afterwards', async () => {
    const file = join(folder, 'lock');
    let inside = 0;
    let most = 0;
    const act = () =>
      withLockFile(file, async () => {
        most = Math.max(most, ++inside);
        await setTimeout(20);
        inside--;
      });

    await Promise.all([act(), act(), act()]);

    expect(most).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  test('of a process that has died is taken over, and one whose act failed goes', async () => {
    const file = join(folder, 'lock');
    const { output } = await runProgram(process.execPath, ['-p', 'process.pid'], 10_000);
    await writeFile(file, output.trim());

    await expect(withLockFile(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(file)).toBe(false);
  });
});
