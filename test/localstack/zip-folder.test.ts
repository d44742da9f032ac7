import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPython } from '../../scripts/python/find-python.ts';
import { PythonUnavailable } from '../../scripts/python/python-unavailable.ts';
import { runProgram } from '../../scripts/python/run-program.ts';
import { zipFolder } from './zip-folder.ts';

test('a zipped folder is unpacked by Python, file by file', async ({ skip, onTestFinished }) => {
  const python = await findPython({ from: 8, to: undefined }).catch((error: unknown) => {
    if (error instanceof PythonUnavailable) return skip(error.message);
    throw error;
  });
  const root = await mkdtemp(join(tmpdir(), 'fanfold-zip-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const files = {
    'index.mjs': 'export const handler = 1;\n'.repeat(500),
    'lib/é.txt': 'ein Wörtchen',
    empty: '',
  };
  await mkdir(join(root, 'folder/lib'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, 'folder', name), text);

  await writeFile(join(root, 'folder.zip'), await zipFolder(join(root, 'folder')));

  const unpack = ['-m', 'zipfile', '-e', join(root, 'folder.zip'), join(root, 'unpacked')];
  expect(await runProgram(python, unpack, 30_000)).toMatchObject({ code: 0, output: '' });
  for (const [name, text] of Object.entries(files))
    expect(await readFile(join(root, 'unpacked', name), 'utf8')).toBe(text);
});
