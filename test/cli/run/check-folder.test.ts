import { expect, test } from 'vitest';
import { checkFolder } from '../../../cli/run/check-folder.ts';
import { folderWith } from '../in-folder.ts';

test('a folder may be there or not', async () => {
  await using folder = await folderWith({ 'there/file.txt': '' });
  expect(await checkFolder('--out', folder.path('there'))).toEqual([]);
  expect(await checkFolder('--out', folder.path('not/yet/there'))).toEqual([]);
});

test('a file is no folder, nor is what would be below it', async () => {
  await using folder = await folderWith({ 'file.txt': '' });
  const file = folder.path('file.txt');
  expect(await checkFolder('--out', file)).toEqual([`--out ${file} can't be a folder: it is a file`]);
  expect(await checkFolder('--out', folder.path('file.txt/out'))).toEqual([
    `--out ${file}/out can't be a folder: ${file} is a file`,
  ]);
});
