import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { verify } from '../../../cli/commands/verify.ts';
import type { VerifyJson } from '../../../cli/verify/verify-json.ts';
import { makeDataset } from '../../core/verification/make-dataset.ts';
import { type FakeRun, fakeEdge } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';

/** A folder as `--out` leaves it. */
async function deliveredFolder(objects = [['{"n":1}\n{"n":2}\n']]) {
  const { manifest, files } = makeDataset(objects);
  const contents = [...files].map(
    ([uri, bytes]) => [uri.slice(uri.lastIndexOf('/') + 1), `${bytes}`] as const,
  );
  return folderWith({ ...Object.fromEntries(contents), 'manifest.json': JSON.stringify(manifest) });
}

async function execute(args: string[], cwd?: string, run: FakeRun = {}) {
  const at = fakeEdge(run, cwd === undefined ? {} : { cwd });
  const exitCode = await verify.execute(args, at.edge);
  return { exitCode, out: at.stdout.text, err: at.stderr.text, names: at.names() };
}

test('a data set that holds: exit code 0, rows, sha256; no local cloud is opened', async () => {
  await using folder = await deliveredFolder();
  const { exitCode, out, err, names } = await execute(['manifest.json'], folder.directory);
  expect(exitCode).toBe(0);
  expect(err).toBe('');
  expect(names).toEqual([]);
  expect(out).toMatch(
    /^HOLDS {2}r\n\nTask {5}t, jsonl\nItems {4}2 succeeded, 2 failed\nRows {5}2\nObject {3}data\.jsonl\n {9}2 rows, 16 B, CRC64NVME \S{12}\n {9}sha256 [0-9a-f]{64}\n$/,
  );
});

test('one that does not: exit code 1, each difference a sentence; --json has them all', async () => {
  await using folder = await deliveredFolder([['{"n":1}\n'], ['{"n":2}\n']]);
  await writeFile(folder.path('data-00001.jsonl'), '{"n":1}\n{"n":1}\n');
  const { exitCode, out } = await execute(['manifest.json'], folder.directory);
  expect(exitCode).toBe(1);
  expect(out).toContain(`DOES NOT HOLD  r: 3 differences

  - data-00001.jsonl has 16 bytes, its manifest says 8 bytes
  - data-00001.jsonl has the CRC64NVME `);
  expect(out).toContain('  - the data set has 3 rows, its manifest says 2 rows\n');
  const told = await execute([folder.path('manifest.json'), '--json']);
  expect(told.exitCode).toBe(1);
  const json: VerifyJson = JSON.parse(told.out);
  expect(json).toMatchObject({ runId: 'r', holds: false, notes: [], rows: 3 });
  expect(json.differences).toHaveLength(3);
  expect(json.objects.map(({ rows }) => rows)).toEqual([2, 1]);
});

test('of many objects the first five and the last five are listed', async () => {
  await using folder = await deliveredFolder(Array.from({ length: 12 }, (_, n) => [`${n}\n`]));
  const { out } = await execute(['manifest.json'], folder.directory);
  expect(out).toContain('12 objects   data-00001.jsonl\n');
  expect(out).toMatch(
    /data-00005\.jsonl\n.*\n.*\n {13}… 2 more objects; --json lists all …\n {13}data-00008\.jsonl\n/,
  );
  expect(out.match(/sha256/g)).toHaveLength(10);
});

test('bad usage starts nothing, and every problem is told at once', async () => {
  await using folder = await deliveredFolder();
  const cwd = folder.directory;
  const many = await execute(['no.json', 'two.json', '--josn'], cwd);
  expect(many.exitCode).toBe(2);
  expect(many.err).toContain('3 problems');
  expect(many.err).toContain('the manifest no.json does not exist');
  expect(many.err).toContain('did you mean --json?');
  expect((await execute([], cwd)).err).toContain('no manifest is given');
  expect((await execute(['.'], cwd)).err).toContain('name its manifest: manifest.json');
  expect((await execute(['s3://bucket'], cwd)).err).toContain('must look like s3://bucket/key');
  const stateless = await execute(['s3://bucket/manifest.json'], cwd);
  expect(stateless).toMatchObject({ exitCode: 2, names: [] });
  expect(stateless.err).toContain('it must be the folder of a local cloud that a run has used');
});

test('a manifest that is none: exit code 2, every problem of it', async () => {
  await using folder = await deliveredFolder();
  const text = await readFile(folder.path('manifest.json'), 'utf8');
  await writeFile(folder.path('manifest.json'), JSON.stringify({ ...JSON.parse(text), version: 7, run: 1 }));
  const { exitCode, out, err } = await execute(['manifest.json', '--json'], folder.directory);
  expect(exitCode).toBe(2);
  expect(err).toContain('the manifest manifest.json: 2 problems:\n');
  expect(JSON.parse(out)).toMatchObject({
    manifest: 'manifest.json',
    holds: null,
    error: { code: 'InvalidUsage' },
  });
});

test('a manifest in S3 is read where it is, and so are its objects; the cloud is closed', async () => {
  await using folder = await folderWith({ '.fanfold/keep': '' });
  const { manifest, files } = makeDataset([['{"n":1}\n']], {});
  const objects = Object.fromEntries([
    ['s3://bucket/m.json', JSON.stringify(manifest)],
    ...[...files].map(([uri, bytes]) => [uri, `${bytes}`]),
  ]);
  const found = await execute(['s3://bucket/m.json'], folder.directory, { objects });
  expect(found).toMatchObject({ exitCode: 0, names: ['openLocalCloud', 'closeStorage', 'close'] });
  expect(found.out).toContain('Object   s3://bucket/datasets/t/r/1/data.jsonl\n');
  const none = await execute(['s3://bucket/other.json'], folder.directory, { objects });
  expect(none).toMatchObject({
    exitCode: 2,
    err: 'the manifest s3://bucket/other.json: it does not exist\n',
  });
});

test('Ctrl-C ends it with exit code 1', async () => {
  await using folder = await deliveredFolder();
  const at = fakeEdge({}, { cwd: folder.directory });
  at.interrupt();
  expect(await verify.execute(['manifest.json'], at.edge)).toBe(1);
  expect(at.stderr.text).toContain('stopped by Ctrl-C or SIGTERM');
});
