import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../core/contracts/manifest.ts';
import type { DatasetCompressionName } from '../../../core/dataset-formats/index.ts';
import { encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { parseManifest, verifyDataset } from '../../../core/verification/index.ts';
import { crcOf, makeDataset, verify } from './make-dataset.ts';

const json = (n: number) => `${JSON.stringify({ n, text: 'ä €'.repeat(n % 5) })}\n`;
const record = (n: number) => `${n},"a ""quoted""\r\nfield, ${n}"\r\n`;
const lines = (from: number, to: number, row: (n: number) => string) =>
  Array.from({ length: to - from }, (_, at) => row(from + at)).join('');
const compressions: DatasetCompressionName[] = ['none', 'gzip', 'zstd'];

describe.each(compressions)('compressed with %s', (compress) => {
  test.each([
    ['one object', [[lines(0, 40, json), lines(40, 90, json)]]],
    ['several', [[lines(0, 40, json)], [lines(40, 60, json), lines(60, 90, json)], [lines(90, 91, json)]]],
  ])('JSONL in %s holds', async (_, objects) => {
    const { manifest, files } = makeDataset(objects, { compress });
    const found = await verify(manifest, files);
    expect(found).toMatchObject({ differences: [], notes: [], rows: manifest.dataset.rows });
    expect(found.objects.map(({ sha256 }) => sha256)).toEqual(
      manifest.dataset.objects.map(({ uri }) =>
        createHash('sha256')
          .update(files.get(uri) ?? '')
          .digest('hex'),
      ),
    );
  });

  test('CSV holds: a header in each object, line ends in quotes are none', async () => {
    const objects = [[lines(0, 40, record)], [lines(40, 60, record), lines(60, 90, record)]];
    const { manifest, files } = makeDataset(objects, { format: 'csv', compress, rows: 90 });
    const found = await verify(manifest, files);
    expect(found).toMatchObject({ differences: [], rows: 90 });
    expect(found.objects.map((object) => object.rows)).toEqual([40, 50]);
  });

  test('any flipped bit, and any cut, is found and told with what was expected', async () => {
    const { manifest, files } = makeDataset(
      [[lines(0, 9, json), lines(9, 20, json)], [lines(20, 30, json)]],
      {
        compress,
      },
    );
    const [first, second] = manifest.dataset.objects.map(({ uri }) => uri);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(first ?? '', second ?? ''),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        fc.boolean(),
        async (uri, position, bit, truncate) => {
          const whole = files.get(uri) ?? Buffer.alloc(0);
          const at = position % whole.length;
          const changed = Buffer.from(whole);
          changed[at] = (changed[at] ?? 0) ^ (1 << bit);
          const bytes = truncate ? whole.subarray(0, at) : changed;
          const found = await verify(manifest, new Map([...files, [uri, bytes]]), 11);
          const name = uri.slice(uri.lastIndexOf('/') + 1);
          expect(found.differences).toContain(
            `${name} has the CRC64NVME ${encodeCrc64(crcOf(bytes))}, its manifest says ${encodeCrc64(crcOf(whole))}`,
          );
          expect(found.objects.find((object) => object.uri === uri)).toMatchObject({
            bytes: bytes.length,
            sha256: createHash('sha256').update(bytes).digest('hex'),
          });
        },
      ),
      { numRuns: 150 },
    );
  });
});

test.each(['jsonl', 'csv'] as const)('%s: a row dropped or doubled is counted', async (format) => {
  const row = format === 'jsonl' ? json : (n: number) => `${n},x\r\n`;
  const { manifest, files } = makeDataset([[lines(0, 50, row)]], { format });
  const [{ uri } = { uri: '' }] = manifest.dataset.objects;
  const rows = (files.get(uri) ?? Buffer.alloc(0)).toString().split(/(?<=\n)/);
  const header = format === 'csv' ? 1 : 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: header, max: rows.length - 1 }), fc.boolean(), async (at, double) => {
      const row = rows[at] ?? '';
      const changed = rows.toSpliced(at, 1, ...(double ? [row, row] : []));
      const found = await verify(manifest, new Map([...files, [uri, Buffer.from(changed.join(''))]]), 64);
      expect(found.differences).toContain(
        `the data set has ${double ? 51 : 49} rows, its manifest says 50 rows`,
      );
      expect(found.rows).toBe(double ? 51 : 49);
    }),
    { numRuns: 50 },
  );
});

/** Bytes that agree with a manifest that was made for them: only what the receipts said is left to tell. */
function rewrite(manifest: Manifest, bytes: Buffer): Manifest {
  const [object] = manifest.dataset.objects;
  const crc64nvme = encodeCrc64(crcOf(bytes));
  const objects = [{ uri: object?.uri ?? '', bytes: bytes.length, crc64nvme }];
  return { ...manifest, dataset: { ...manifest.dataset, bytes: bytes.length, crc64nvme, objects } };
}

test('rows swapped in a compressed data set with a manifest to match are not what the units wrote', async () => {
  const { manifest } = makeDataset([[json(1), json(2)]], { compress: 'gzip' });
  const swapped = makeDataset([[json(2), json(1)]], { compress: 'gzip' });
  const [bytes = Buffer.alloc(0)] = swapped.files.values();
  const found = await verify(rewrite(manifest, bytes), swapped.files);
  expect(found.differences).toHaveLength(1);
  expect(found.differences[0]).toMatch(/^the data set's rows have the CRC64NVME .*, its manifest says /);
});

test('a missing object is told; the others are checked all the same', async () => {
  const { manifest, files } = makeDataset([[json(1)], [json(2)]]);
  const [first = '', second = ''] = manifest.dataset.objects.map(({ uri }) => uri);
  files.delete(first);
  files.set(second, Buffer.from('{"n":2'));
  const found = await verify(manifest, files);
  expect(found.differences[0]).toBe('data-00001.jsonl is missing');
  expect(found.differences[1]).toMatch(/^data-00002\.jsonl has 6 bytes, its manifest says \d+ bytes$/);
  expect(found.differences).toContain(
    'data-00002.jsonl ends in the middle of a line; every row ends with a line feed',
  );
  expect(found).toMatchObject({ rows: null, objects: [{ uri: second }] });
});

test('CSV that is none, without a header, or with another header than the first object, is told', async () => {
  const { manifest, files } = makeDataset([['1,a\r\n'], ['2,b\r\n'], ['3,c\r\n']], { format: 'csv' });
  const [first = '', second = '', third = ''] = manifest.dataset.objects.map(({ uri }) => uri);
  files.set(second, Buffer.from('n,other\r\n2,b\r\n'));
  files.set(third, Buffer.from('n,text\r\n3,"c\r\n'));
  const found = await verify(manifest, files);
  expect(found.differences).toContain(
    'data-00002.csv has the columns n, other, the first object has n, text',
  );
  expect(found.differences.join('\n')).toMatch(
    /^data-00003\.csv is no sound CSV: The quote opened at line 2/m,
  );
  files.set(first, Buffer.alloc(0));
  expect((await verify(manifest, files)).differences).toContain('data-00001.csv has no CSV header');
});

test("records of failed items are counted; if they aren't there, that is noted", async () => {
  const { manifest, files } = makeDataset([[json(1)]]);
  files.set('s3://bucket/runs/r/failures.jsonl', Buffer.from('{"item":1}\n'));
  expect((await verify(manifest, files)).differences).toEqual([
    'failures.jsonl has 1 record, its manifest says 2 records',
  ]);
  files.delete('s3://bucket/runs/r/failures.jsonl');
  expect(await verify(manifest, files)).toMatchObject({
    differences: [],
    notes: ["the records of failed items weren't counted: s3://bucket/runs/r/failures.jsonl isn't there"],
  });
});

describe('Parquet', () => {
  const names = Array.from({ length: 300 }, (_, n) => `column ${n}`);
  const file = (rows: number, columns = names.slice(0, 3)) =>
    Buffer.from(
      parquetWriteBuffer({
        columnData: columns.map((name) => ({
          name,
          data: Array.from({ length: rows }, (_, n) => `${name} ${n}`),
          type: 'STRING' as const,
        })),
        rowGroupSize: 10,
        kvMetadata: [{ key: 'k', value: 'v' }],
      }),
    ).toString('latin1');

  test.each([[0], [1], [63], [64], [200]])('rows are counted by the footer: %i', async (rows) => {
    const { manifest, files } = makeDataset([[file(rows)]], { format: 'parquet', rows });
    expect(await verify(manifest, files)).toMatchObject({ differences: [], notes: [], rows });
  });

  test('of several files, of many columns', async () => {
    const objects = [[file(20, names)], [file(3, names)]];
    const { manifest, files } = makeDataset(objects, { format: 'parquet', rows: 23 });
    expect(await verify(manifest, files)).toMatchObject({ differences: [], rows: 23 });
    const wrong = makeDataset(objects, { format: 'parquet', rows: 24 });
    expect((await verify(wrong.manifest, files)).differences).toEqual([
      'the data set has 23 rows, its manifest says 24 rows',
    ]);
  });

  test.each([
    ['', "it doesn't begin with PAR1"],
    ['PARE', "it doesn't begin with PAR1"],
    ['PAR1', "it doesn't end with PAR1"],
    ['PAR1????PAR1', 'its footer is 1061109567 bytes, the file 12'],
    ['PAR1\x00\x00\x00\x00PAR1', "its footer can't be read: it ends too early"],
    ['PAR1\x00\x01\x00\x00\x00PAR1', "its footer can't be read: it has no number of rows"],
    ['PAR1\x36\x01\x02\x00\x00\x00PAR1', "its footer can't be read: it counts -1 rows"],
    ['PAR1\x1f\x01\x00\x00\x00PAR1', "its footer can't be read: there is a field of type 15"],
  ])('%j is none', async (content, reason) => {
    const { manifest, files } = makeDataset([[content]], { format: 'parquet', rows: 1 });
    const found = await verify(manifest, files);
    expect(found.differences).toEqual([`data.parquet is no sound Parquet: ${reason}`]);
    expect(found.rows).toBeNull();
  });

  test('no cut or changed file is taken for sound, and nothing is thrown', async () => {
    const whole = Buffer.from(file(30), 'latin1');
    const { manifest, files } = makeDataset([[file(30)]], { format: 'parquet', rows: 30 });
    const [{ uri } = { uri: '' }] = manifest.dataset.objects;
    const change = fc.integer({ min: 1, max: 255 });
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), change, fc.boolean(), async (at, by, cut) => {
        const changed = Buffer.from(whole);
        changed[at] = ((changed[at] ?? 0) + by) % 256;
        const bytes = cut ? whole.subarray(0, at) : changed;
        const { differences } = await verify(manifest, new Map([...files, [uri, bytes]]), 99);
        expect(differences.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

test('one folded row holds; that it is the fold of the rows is not compared, and that is said', async () => {
  const { manifest, files } = makeDataset([[json(1)]]);
  const folded = {
    ...manifest,
    settings: { folds: true },
    proof: { ...manifest.proof, rows: 8, bytes: 99, crc64nvme: 'AAAAAAAAAAA=' },
  };
  expect(await verify(folded, files)).toMatchObject({
    differences: [],
    notes: [expect.stringMatching(/^the folded row wasn't compared /)],
    rows: 1,
  });
  expect((await verify({ ...folded, settings: {} }, files)).differences.length).toBeGreaterThan(0);
});

test("every sum of a manifest that doesn't add up is told", async () => {
  const { manifest, files } = makeDataset([[json(1)], [json(2)]]);
  const { proof, dataset } = manifest;
  const changes: Partial<Manifest>[] = [
    { proof: { ...proof, items: { ...proof.items, planned: 9 } } },
    { proof: { ...proof, units: { planned: 3, committed: 2 } } },
    { proof: { ...proof, rows: 3 } },
    { proof: { ...proof, bytes: 1 } },
    { proof: { ...proof, crc64nvme: 'AAAAAAAAAAA=' } },
    { items: { ...manifest.items, notRun: 1 } },
    { items: { ...manifest.items, failed: 0 } },
    { failures: null },
    { dataset: { ...dataset, rows: 1 } },
    { dataset: { ...dataset, bytes: 1 } },
    { dataset: { ...dataset, crc64nvme: 'AAAAAAAAAAA=' } },
    { dataset: { ...dataset, objects: dataset.objects.toReversed() } },
  ];
  for (const change of changes) {
    const { differences } = await verify({ ...manifest, ...change }, files);
    expect(differences[0]).toMatch(/^the manifest doesn't add up: .* must be .*, not /);
  }
});

test('what reading throws is thrown', async () => {
  const { manifest } = makeDataset([[json(1)]], { compress: 'zstd' });
  const parsed = parseManifest(JSON.stringify(manifest));
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const place = {
    show: (uri: string) => uri,
    open: async () => Readable.from([]).destroy(new Error('the line is dead')),
  };
  await expect(verifyDataset(parsed.manifest, place)).rejects.toThrow('the line is dead');
});
