import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_ITEM_BYTES } from '../../core/splitting/index.ts';
import { ownTask } from '../support/bundle-task.ts';
import { type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
});
afterAll(() => pipeline.close());

const row = (n: number, text = '', at = 0) => `${JSON.stringify({ n, row: at, text })}\n`;

describe('a source of', () => {
  const items = Array.from({ length: 50 }, (_, n) => ({ n, text: `Zeile ${n} €` }));
  const expected = items.map(({ n, text }) => row(n, text)).join('');
  const jsonl = items.map((item) => JSON.stringify(item)).join('\n');
  const csv = ['n,text', ...items.map(({ n, text }) => `${n},"${text}"`)].join('\r\n');

  test.each([
    ['JSONL', 'items.jsonl', jsonl],
    ['JSONL with a line end at its end', 'items.ndjson', `${jsonl}\n`],
    ['CSV', 'items.csv', csv],
    ['TSV', 'items.tsv', csv.replaceAll(',', '\t')],
    ['a JSON array', 'items.json', JSON.stringify(items, null, 2)],
    ['gzip', 'items.jsonl.gz', gzipSync(jsonl)],
    [
      'gzip in several members',
      'two.csv.gz',
      Buffer.concat([gzipSync(csv.slice(0, 99)), gzipSync(csv.slice(99))]),
    ],
    ['zstd', 'items.json.zst', zstdCompressSync(JSON.stringify(items))],
  ])('%s gives the same rows in the same order', async (_, key, body) => {
    const uri = await pipeline.putSource(key, body);

    const { sealed, data, report } = await pipeline.run({ source: { uri }, unitItems: 7 });

    expect(data).toBe(expected);
    expect(sealed).toMatchObject({
      status: 'SUCCEEDED',
      completionReason: 'ALL_COMPLETED',
      items: { total: 50, succeeded: 50, failed: 0, notRun: 0 },
      units: { total: 8, succeeded: 8, failed: 0, notRun: 0 },
      dataset: { rows: 50, bytes: Buffer.byteLength(expected), format: 'jsonl' },
      failures: null,
      error: null,
    });
    expect(report).toMatchObject({ status: 'SUCCEEDED', rows: 50, failures: null });
  });

  test('inline items', async () => {
    const { data, report } = await pipeline.run({ source: { items }, unitItems: 7 });

    expect(data).toBe(expected);
    expect(report.units.total).toBe(8);
  });

  test('several objects, in the order that they are named, empty ones and compressed ones among them', async () => {
    const lines = jsonl.split('\n');
    const uri = [
      await pipeline.putSource('several/b.jsonl', lines.slice(0, 20).join('\n')),
      await pipeline.putSource('several/empty.jsonl', ''),
      await pipeline.putSource('several/c.jsonl.gz', gzipSync(lines.slice(20, 21).join('\n'))),
      await pipeline.putSource('several/a.jsonl', lines.slice(21).join('\n')),
    ];

    const { data, plan } = await pipeline.run({ source: { uri }, unitItems: 7 });

    expect(data).toBe(expected);
    const units = await pipeline.readUnits({ plan, execution: { arn: '', name: '' } });
    expect(units.map(({ unit }) => unit)).toEqual([...units.keys()]);
    expect(new Set(units.map((unit) => unit.uri))).toEqual(new Set([uri[0], uri[2], uri[3]]));
  });

  test("a format that the name doesn't tell, when it is named", async () => {
    const uri = await pipeline.putSource('export', csv.replaceAll(',', ';'));

    const { data } = await pipeline.run({ source: { uri, format: 'csv', delimiter: ';' } });

    expect(data).toBe(expected);
  });
});

describe('no items', () => {
  test.each([
    ['JSONL of no bytes', 'empty.jsonl', ''],
    ['JSONL of empty lines', 'blank.jsonl', '\n  \n\r\n'],
    ['CSV of no bytes', 'empty.csv', ''],
    ['CSV with a header only', 'header.csv', 'n,text\r\n'],
    ['an empty JSON array', 'empty.json', '[ ]'],
    ['gzip of nothing', 'empty.jsonl.gz', gzipSync('')],
    ['zstd of nothing', 'empty.csv.zst', zstdCompressSync('')],
  ])('%s gives an empty data set', async (_, key, body) => {
    const uri = await pipeline.putSource(key, body);

    const { plan, sealed, data, report } = await pipeline.run({ source: { uri } });

    expect(plan).toMatchObject({ status: 'PLANNED', items: 0, units: { total: 0, pending: 0 } });
    expect(data).toBe('');
    expect(sealed).toMatchObject({
      status: 'SUCCEEDED',
      items: { total: 0, succeeded: 0, failed: 0, notRun: 0 },
      dataset: { rows: 0, bytes: 0 },
    });
    expect(report).toMatchObject({ status: 'SUCCEEDED', rows: 0, timing: { sequentialMs: 0 } });
    expect((await pipeline.readManifest(sealed)).proof).toMatchObject({
      units: { planned: 0, committed: 0 },
    });
  });

  test('an empty list of inline items, too', async () => {
    const { data, sealed } = await pipeline.run({ source: { items: [] } });

    expect(data).toBe('');
    expect(sealed.status).toBe('SUCCEEDED');
  });
});

describe('a malformed item fails alone, with its line', () => {
  test('in JSONL: broken JSON, invalid UTF-8, too long', async () => {
    const tooLong = JSON.stringify({ n: 5, text: 'x'.repeat(MAX_ITEM_BYTES) });
    const body = Buffer.concat([
      Buffer.from('{"n":0}\n\n{"n":1,\n{"n":2}\n{"n":3,"text":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from(`"}\n{"n":4}\n${tooLong}\n{"n":6}\n`),
    ]);
    const uri = await pipeline.putSource('malformed.jsonl', body);

    const { data, sealed, report, runId } = await pipeline.run({
      source: { uri },
      toleratedFailureCount: 3,
      unitItems: 2,
    });

    expect(data).toBe([0, 2, 4, 6].map((n) => row(n)).join(''));
    expect(sealed.items).toEqual({ total: 7, succeeded: 4, failed: 3, notRun: 0 });
    const failures = await pipeline.readFailures(runId);
    expect(failures).toMatchObject([
      { item: 1, code: 'malformed', source: { uri, line: 3 }, attempt: 1 },
      { item: 3, code: 'malformed', source: { uri, line: 5 } },
      { item: 5, code: 'malformed', source: { uri, line: 7 } },
    ]);
    expect(failures[1]?.message).toMatch(/UTF-8/);
    expect(failures[2]?.message).toMatch(/6291456/);
    for (const { source } of failures) {
      const bytes = body.subarray(source.start, source.end);
      expect(bytes.includes('\n')).toBe(false);
      expect(bytes[0]).toBe('{'.charCodeAt(0));
    }
    expect(report.failures?.codes).toEqual({ malformed: 3 });
  });

  test('in CSV: wrong number of fields, text after a quote; quoted line ends count as lines', async () => {
    const body = 'n,text\n0,"two\nlines"\n1\n2,b,c\n3,"d"e\n4,"a ""word"", no more"\n';
    const uri = await pipeline.putSource('malformed.csv', body);

    const { data, runId } = await pipeline.run({ source: { uri }, toleratedFailurePercentage: 60 });

    expect(data).toBe(row(0, 'two\nlines') + row(4, 'a "word", no more'));
    expect(await pipeline.readFailures(runId)).toMatchObject([
      { item: 1, code: 'malformed', source: { line: 4 }, message: 'has 1 field, the header has 2' },
      { item: 2, code: 'malformed', source: { line: 5 }, message: 'has 3 fields, the header has 2' },
      { item: 3, code: 'malformed', source: { line: 6 } },
    ]);
  });

  test('in a JSON array', async () => {
    const uri = await pipeline.putSource('malformed.json', '[\n{"n":0},\n{"n":01},\n{"n":2}\n]');

    const { data, runId } = await pipeline.run({ source: { uri }, toleratedFailureCount: 1 });

    expect(data).toBe(row(0) + row(2));
    expect(await pipeline.readFailures(runId)).toMatchObject([
      { item: 1, code: 'malformed', source: { line: 3 } },
    ]);
  });
});
