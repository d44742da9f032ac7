import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { deliver } from '../../../cli/run/deliver.ts';
import { Crc64Nvme, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { makeReport } from '../../client/make-report.ts';
import { makeDataset } from '../../core/verification/make-dataset.ts';
import { folderWith } from '../in-folder.ts';
import { makeFailedReport } from '../make-result.ts';

const data = '{"n":1}\n{"n":2}\n';
const report = (change: { bytes?: number; crc64nvme?: string } = {}) => {
  const object = {
    uri: 's3://bucket/data.jsonl',
    bytes: data.length,
    crc64nvme: encodeCrc64(new Crc64Nvme().update(Buffer.from(data)).digest()),
    ...change,
  };
  return makeReport({
    dataset: {
      ...object,
      manifest: 's3://bucket/manifest.json',
      rows: 2,
      format: 'jsonl',
      compress: 'none',
      objects: [object],
    },
  });
};

const page = 's3://bucket/runs/run-1/report.html';
const objects: Record<string, string> = {
  's3://bucket/data.jsonl': data,
  's3://bucket/manifest.json': '{"version":1}\n',
  's3://bucket/runs/run-1/failures.jsonl': '{"item":1}\n',
  's3://bucket/runs/run-1/report.html': '<!doctype html>\n',
};
async function* read(uri: string) {
  const text = objects[uri] ?? '';
  for (const character of text) yield Buffer.from(character);
}
const { signal } = new AbortController();

test('puts the data set, its manifest, no failures and the report into a new folder', async () => {
  await using folder = await folderWith({});
  const out = folder.path('deep/out');
  const delivery = await deliver(out, { report: report(), page }, read, signal);
  expect((await readdir(out)).sort()).toEqual([
    'data.jsonl',
    'failures.jsonl',
    'manifest.json',
    'report.html',
    'report.json',
  ]);
  expect(await readFile(delivery.dataset?.files[0]?.path ?? '', 'utf8')).toBe(data);
  expect(await readFile(delivery.dataset?.manifest ?? '', 'utf8')).toBe('{"version":1}\n');
  expect(await readFile(delivery.failures, 'utf8')).toBe('');
  expect(JSON.parse(await readFile(delivery.report, 'utf8'))).toEqual(report());
  expect(delivery.dataset?.files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(await readFile(delivery.page ?? '', 'utf8')).toBe('<!doctype html>\n');
});

test('a failed run delivers failures and report, and tells of a data set that is not its own', async () => {
  await using folder = await folderWith({ 'data.jsonl': 'of an earlier run\n' });
  const delivery = await deliver(folder.directory, { report: makeFailedReport(), page }, read, signal);
  expect(await readFile(delivery.failures, 'utf8')).toBe('{"item":1}\n');
  expect(delivery).toMatchObject({ dataset: undefined, removed: [], strays: [folder.path('data.jsonl')] });
  expect(await readFile(folder.path('data.jsonl'), 'utf8')).toBe('of an earlier run\n');
});

test.each([[{ bytes: 3 }], [{ crc64nvme: 'AAAAAAAAAAA=' }]])(
  'bytes other than the manifest says (%j) are refused, and what lay there stays',
  async (change) => {
    await using folder = await folderWith({ 'data.jsonl': 'before\n' });
    const delivered = deliver(folder.directory, { report: report(change), page }, read, signal);
    await expect(delivered).rejects.toMatchObject({ code: 'DataSetIncomplete' });
    expect(await readFile(folder.path('data.jsonl'), 'utf8')).toBe('before\n');
    expect(await readdir(folder.directory)).not.toContain('data.jsonl.partial');
  },
);

/** A report of a data set of these objects, and what is read of them. */
function deliverable(texts: Record<string, string>) {
  const objects = Object.entries(texts).map(([name, text]) => ({
    uri: `s3://bucket/datasets/t/r/1/${name}`,
    bytes: text.length,
    crc64nvme: encodeCrc64(new Crc64Nvme().update(Buffer.from(text)).digest()),
  }));
  const { manifest } = makeDataset(Object.values(texts).map((text) => [text]));
  const made = { ...manifest, dataset: { ...manifest.dataset, objects } };
  return {
    report: makeReport({
      dataset: { ...made.dataset, manifest: 's3://bucket/datasets/t/r/1/manifest.json' },
    }),
    async *read(uri: string) {
      const name = basename(uri);
      yield Buffer.from(name === 'manifest.json' ? JSON.stringify(made) : (texts[name] ?? ''));
    },
  };
}

test('several objects keep their names; what the data set before leaves beside them is removed, nothing else', async () => {
  await using folder = await folderWith({ 'data.csv': 'of nobody\n', 'data-notes.txt': '' });
  const out = folder.directory;
  const three = deliverable({
    'data-00001.jsonl': '1\n',
    'data-00002.jsonl': '2\n',
    'data-00003.jsonl': '3\n',
  });
  const first = await deliver(out, { report: three.report, page }, three.read, signal);
  expect(first.dataset?.files.map(({ path }) => basename(path))).toEqual([
    'data-00001.jsonl',
    'data-00002.jsonl',
    'data-00003.jsonl',
  ]);
  expect(first).toMatchObject({ removed: [], strays: [folder.path('data.csv')] });

  const two = deliverable({ 'data-00001.jsonl': '4\n', 'data-00002.jsonl': '5\n' });
  const second = await deliver(out, { report: two.report, page }, two.read, signal);
  expect(second).toMatchObject({
    removed: [folder.path('data-00003.jsonl')],
    strays: [folder.path('data.csv')],
  });
  expect(await readFile(folder.path('data-00001.jsonl'), 'utf8')).toBe('4\n');

  await writeFile(folder.path('data-00002.jsonl'), 'changed by hand\n');
  const one = deliverable({ 'data.jsonl': '6\n' });
  const third = await deliver(out, { report: one.report, page }, one.read, signal);
  expect(third).toMatchObject({
    removed: [folder.path('data-00001.jsonl')],
    strays: [folder.path('data-00002.jsonl'), folder.path('data.csv')],
  });
  expect((await readdir(out)).sort()).toEqual([
    'data-00002.jsonl',
    'data-notes.txt',
    'data.csv',
    'data.jsonl',
    'failures.jsonl',
    'manifest.json',
    'report.html',
    'report.json',
  ]);
});

test('a delivery that breaks off leaves the manifest that was there', async () => {
  await using folder = await folderWith({});
  const before = deliverable({ 'data.jsonl': '1\n' });
  await deliver(folder.directory, { report: before.report, page }, before.read, signal);
  const manifest = await readFile(folder.path('manifest.json'), 'utf8');
  const after = deliverable({ 'data-00001.jsonl': '1\n', 'data-00002.jsonl': '2\n' });
  const broken = (uri: string) => (uri.endsWith('2.jsonl') ? before.read('gone') : after.read(uri));
  const delivered = deliver(folder.directory, { report: after.report, page }, broken, signal);
  await expect(delivered).rejects.toMatchObject({ code: 'DataSetIncomplete' });
  expect(await readFile(folder.path('manifest.json'), 'utf8')).toBe(manifest);
  expect(await readFile(folder.path('data.jsonl'), 'utf8')).toBe('1\n');
});
