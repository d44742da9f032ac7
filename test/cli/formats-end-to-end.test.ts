import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunJson } from '../../cli/run/run-json.ts';
import type { VerifyJson } from '../../cli/verify/verify-json.ts';
import { decompress } from '../../core/dataset-formats/index.ts';
import { openLocalCloud } from '../../local/daemon/index.ts';
import { folderWith } from './in-folder.ts';
import { fanfold } from './spawn-fanfold.ts';

let folder: Awaited<ReturnType<typeof folderWith>>;
/** Keeps the local cloud up from one command to the next. */
let cloud: Awaited<ReturnType<typeof openLocalCloud>>;
beforeAll(async () => {
  folder = await folderWith({});
  cloud = await openLocalCloud({ stateDir: folder.path('state') });
});
afterAll(async () => {
  await cloud.close();
  await folder[Symbol.asyncDispose]();
});

async function run(name: string, ...args: string[]) {
  const { exitCode, out, err } = await fanfold(
    ...['run', 'examples/movies/task.ts', '--input', 'node_modules/vega-datasets/data/movies.json'],
    ...['--out', folder.path(name), '--run-id', name, '--unit-items', '500'],
    ...['--state', folder.path('state'), '--json', ...args],
  );
  expect(err).not.toContain('Error');
  expect(exitCode).toBe(0);
  const json: RunJson = JSON.parse(out);
  return { json, file: (file: string) => readFile(folder.path(`${name}/${file}`)) };
}

async function verify(...args: string[]) {
  const { exitCode, out } = await fanfold('verify', ...args, '--json');
  const json: VerifyJson = JSON.parse(out);
  return { exitCode, json };
}

test('every format and compression holds the same number of rows; each is verified, and refused after a change', async () => {
  const plain = await run('plain', '--max-object-size', '64 MB');
  const expected = (await plain.file('data-00001.jsonl')).toString();
  expect(expected.split('\n')).toHaveLength(3_119 + 1);

  const zstd = await run('zstd', '--compress', 'zstd');
  const compressed = await zstd.file('data.jsonl.zst');
  const rows = await Array.fromAsync(decompress(Readable.from([compressed]), 'zstd'));
  expect(Buffer.concat(rows).toString()).toBe(expected);
  const inCloud = zstd.json.dataset?.uri.replace('data.jsonl.zst', 'manifest.json') ?? '';
  const found = await verify(inCloud, '--state', folder.path('state'));
  expect(found).toMatchObject({
    exitCode: 0,
    json: { holds: true, differences: [], notes: [], rows: 3_119, dataset: { bytes: compressed.length } },
  });
  expect(await verify(folder.path('zstd/manifest.json'))).toMatchObject({
    exitCode: 0,
    json: { objects: found.json.objects },
  });

  const csv = await run('csv', '--format', 'csv', '--compress', 'gzip');
  const gzipped = await csv.file('data.csv.gz');
  const records = gunzipSync(gzipped).toString().split('\r\n');
  expect(records[0]).toBe('title,year,genre,budget,gross,returned');
  expect(records).toHaveLength(1 + 3_119 + 1);
  const manifest = folder.path('csv/manifest.json');
  expect(await verify(manifest)).toMatchObject({ exitCode: 0, json: { holds: true, rows: 3_119 } });

  const parquet = await run('parquet', '--format', 'parquet');
  expect((await parquet.file('data.parquet')).subarray(0, 4).toString()).toBe('PAR1');
  const uri = parquet.json.dataset?.uri.replace('data.parquet', 'manifest.json') ?? '';
  expect(await verify(uri, '--state', folder.path('state'))).toMatchObject({
    exitCode: 0,
    json: { holds: true, rows: 3_119, dataset: { format: 'parquet' } },
  });

  await writeFile(folder.path('csv/data.csv.gz'), gzipped.subarray(0, -1));
  const { exitCode, json } = await verify(manifest);
  expect(exitCode).toBe(1);
  expect(json.holds).toBe(false);
  expect(json.differences.join('\n')).toMatch(
    /data\.csv\.gz has [\d,]+ bytes, its manifest says [\d,]+ bytes/,
  );
  expect(json.differences.join('\n')).toMatch(
    /data\.csv\.gz can't be decompressed as gzip: unexpected end of file/,
  );
}, 120_000);

test('a manifest that is not in the local cloud is bad usage', async () => {
  const missing = await verify('s3://no-such-bucket/manifest.json', '--state', folder.path('state'));
  expect(missing).toMatchObject({ exitCode: 2, json: { holds: null, error: { code: 'InvalidUsage' } } });
}, 60_000);
