import { expect, test } from 'vitest';
import { findSource } from '../../../cli/run/find-source.ts';
import { folderWith } from '../in-folder.ts';

const files = {
  'data/b.jsonl': '{}\n',
  'data/a.jsonl': '{}\n{}\n',
  'data/deep/c.jsonl': '',
  'data/x.csv': 'a\n1\n',
  'odd[1].jsonl': '{}\n',
  'notes.txt': '',
};

async function find(input: string) {
  await using folder = await folderWith(files);
  return findSource(input, folder.directory);
}

const names = async (input: string) => {
  const found = await find(input);
  return found.ok && found.source.kind === 'files' ? found.source.files.map(({ name }) => name) : found;
};

test('one file, by its own name and size', async () => {
  expect(await find('data/a.jsonl')).toMatchObject({
    ok: true,
    source: { kind: 'files', files: [{ name: 'a.jsonl', bytes: 6 }] },
  });
});

test('a file whose name looks like a glob', async () => {
  expect(await names('odd[1].jsonl')).toEqual(['odd[1].jsonl']);
});

test('the files of a glob in the order of their names, named from the folder they share', async () => {
  expect(await names('data/*.jsonl')).toEqual(['a.jsonl', 'b.jsonl']);
  expect(await names('data/**/*.jsonl')).toEqual(['a.jsonl', 'b.jsonl', 'deep/c.jsonl']);
});

test('an object in S3', async () => {
  const uri = 's3://my-bucket/some/key.csv';
  expect(await find(uri)).toEqual({ ok: true, source: { kind: 's3', uri } });
});

test.each([
  [
    'nope.jsonl',
    '--input nope.jsonl does not exist; it must be a file, a glob in quotes, or s3://bucket/key',
  ],
  ['nope*.jsonl', '--input nope*.jsonl matches no file'],
  ['data', "--input data is a folder; name its files: 'data/*.jsonl'"],
  [
    'notes.txt',
    '--input notes.txt has no known ending; allowed are .jsonl, .ndjson, .csv, .tsv and .json, each also with .gz or .zst',
  ],
  [
    'data/*.{jsonl,csv}',
    '--input data/*.{jsonl,csv} matches files of 2 formats (b.jsonl, x.csv); one format is allowed',
  ],
  [
    's3://my-bucket/prefix/',
    '--input s3://my-bucket/prefix/ names all objects below a prefix, which this version does not support; name one object: s3://bucket/key',
  ],
  [
    's3://my-bucket',
    '--input s3://my-bucket names all objects below a prefix, which this version does not support; name one object: s3://bucket/key',
  ],
  ['s3://No_Bucket/key', '--input s3://No_Bucket/key must look like s3://bucket/key'],
  [
    'https://host/a.jsonl',
    '--input https://host/a.jsonl is not supported; it must be a file, a glob or s3://bucket/key',
  ],
])('%s is refused', async (input, problem) => {
  expect(await find(input)).toEqual({ ok: false, problem });
});
