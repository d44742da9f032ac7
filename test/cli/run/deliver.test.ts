import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { deliver } from '../../../cli/run/deliver.ts';
import { Crc64Nvme, encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { makeReport } from '../../client/make-report.ts';
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

const objects: Record<string, string> = {
  's3://bucket/data.jsonl': data,
  's3://bucket/manifest.json': '{"version":1}\n',
  's3://bucket/runs/run-1/failures.jsonl': '{"item":1}\n',
};
async function* read(uri: string) {
  const text = objects[uri] ?? '';
  for (const character of text) yield Buffer.from(character);
}
const { signal } = new AbortController();

test('puts the data set, its manifest, no failures and the report into a new folder', async () => {
  await using folder = await folderWith({});
  const out = folder.path('deep/out');
  const delivery = await deliver(out, report(), read, signal);
  expect((await readdir(out)).sort()).toEqual([
    'data.jsonl',
    'failures.jsonl',
    'manifest.json',
    'report.json',
  ]);
  expect(await readFile(delivery.dataset?.files[0]?.path ?? '', 'utf8')).toBe(data);
  expect(await readFile(delivery.dataset?.manifest ?? '', 'utf8')).toBe('{"version":1}\n');
  expect(await readFile(delivery.failures, 'utf8')).toBe('');
  expect(JSON.parse(await readFile(delivery.report, 'utf8'))).toEqual(report());
  expect(delivery.dataset?.files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('a failed run delivers failures and report, and tells of a data set that is not its own', async () => {
  await using folder = await folderWith({ 'data.jsonl': 'of an earlier run\n' });
  const delivery = await deliver(folder.directory, makeFailedReport(), read, signal);
  expect(await readFile(delivery.failures, 'utf8')).toBe('{"item":1}\n');
  expect(delivery).toMatchObject({ dataset: undefined, staleDataset: folder.path('data.jsonl') });
  expect(await readFile(folder.path('data.jsonl'), 'utf8')).toBe('of an earlier run\n');
});

test.each([[{ bytes: 3 }], [{ crc64nvme: 'AAAAAAAAAAA=' }]])(
  'bytes other than the manifest says (%j) are refused, and what lay there stays',
  async (change) => {
    await using folder = await folderWith({ 'data.jsonl': 'before\n' });
    const delivered = deliver(folder.directory, report(change), read, signal);
    await expect(delivered).rejects.toMatchObject({ code: 'DataSetIncomplete' });
    expect(await readFile(folder.path('data.jsonl'), 'utf8')).toBe('before\n');
    expect(await readdir(folder.directory)).not.toContain('data.jsonl.partial');
  },
);
