import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { encodeFooter, PARQUET_MAGIC, type ParquetChunk } from '../../../core/parquet/index.ts';
import {
  type Duck,
  encodeJsonl,
  joinFile,
  openDuck,
  readMetadata,
  readSchema,
  readWithHyparquet,
  toJsonl,
  type WrittenChunk,
} from './support.ts';

const row = z.object({
  id: z.int32(),
  x: z.number().nullable(),
  text: z.string(),
  at: z.iso.datetime(),
  big: z.stringFormat('int64', /^-?\d+$/),
  tags: z.array(z.string()),
  flag: z.boolean(),
});
const schema = readSchema(z.toJSONSchema(row));

function rowsFrom(first: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({
    id: first + i,
    x: (first + i) % 10 === 0 ? null : (first + i) / 4 - 10,
    text: `text ${String(first + i).padStart(6, '0')}`,
    at: new Date((first + i) * 1000).toISOString(),
    big: String(2n ** 60n + BigInt(first + i)),
    tags: (first + i) % 2 ? [] : ['b', 'a'],
    flag: (first + i) % 7 === 0,
  }));
}

let duck: Duck;
beforeAll(async () => {
  duck = await openDuck();
});
afterAll(() => duck.close());

describe('the footer', () => {
  it('of 1,000 chunks of many row groups is read by hyparquet and by DuckDB', async () => {
    const chunks: WrittenChunk[] = [];
    for (let at = 0; at < 1000; at++) {
      // Some chunks have nothing in them, as when all rows of a share failed.
      const rows = at % 100 === 50 ? [] : rowsFrom(at * 20, 20);
      chunks.push(await encodeJsonl([toJsonl(rows)], schema, { compression: 'snappy', rowGroupBytes: 1000 }));
    }
    const file = joinFile(schema, chunks);
    const metadata = readMetadata(file);
    expect(Number(metadata.num_rows)).toBe(990 * 20);
    expect(metadata.row_groups.length).toBe(chunks.reduce((sum, chunk) => sum + chunk.rowGroups.length, 0));
    expect(metadata.row_groups.length).toBeGreaterThan(2000);
    const read = await readWithHyparquet(file);
    expect(read.map(({ id }) => id)).toEqual(
      chunks.flatMap((chunk, at) => (chunk.bytes ? rowsFrom(at * 20, 20).map(({ id }) => id) : [])),
    );
    const [sums] = await duck.query(
      file,
      'SELECT count(*)::INT AS rows, sum(id)::INT AS ids, count(x)::INT AS xs, sum(len(tags))::INT AS tags FROM $file',
    );
    const all = chunks.flatMap((chunk, at) => (chunk.bytes ? rowsFrom(at * 20, 20) : []));
    expect(sums).toEqual({
      rows: all.length,
      ids: all.reduce((sum, { id }) => sum + id, 0),
      xs: all.filter(({ x }) => x !== null).length,
      tags: all.reduce((sum, { tags }) => sum + tags.length, 0),
    });
  });

  it('of 4,000 row groups of 50 columns places the last of 200 GB', () => {
    const columns = Array.from({ length: 50 }, (_, at) => ({
      offset: at * 1_000_000,
      bytes: 1_000_000,
      dictionaryBytes: 0,
      uncompressedBytes: 2_000_000,
      values: 100_000,
      nulls: 0,
      encodings: ['PLAIN' as const],
      bounds: { min: 'AAAAAAAAAAA=', max: 'AAAAAAAAAAA=', minExact: true, maxExact: true },
    }));
    const chunk: ParquetChunk = {
      bytes: 50_000_000,
      rowGroups: [{ rows: 100_000, compression: 'zstd', columns }],
    };
    const wide = readSchema({
      type: 'object',
      properties: Object.fromEntries(columns.map((_, at) => [`c${at}`, { type: 'number' }])),
    });
    const chunks = Array.from({ length: 4000 }, () => chunk);
    const footer = Buffer.from(encodeFooter(wide, chunks));
    const metadata = readMetadata(Buffer.concat([PARQUET_MAGIC, footer]));
    expect(Number(metadata.num_rows)).toBe(400_000_000);
    const last = metadata.row_groups.at(-1)?.columns.at(-1)?.meta_data;
    expect(Number(last?.data_page_offset)).toBe(4 + 4000 * 50_000_000 - 1_000_000);
  });

  it('without row groups makes a file without rows', async () => {
    const file = joinFile(schema, []);
    expect(await readWithHyparquet(file)).toEqual([]);
    expect(await duck.query(file, 'SELECT * FROM $file')).toEqual([]);
  });

  it('says who wrote the file and carries notes', async () => {
    const file = joinFile(schema, [], {
      createdBy: 'fanfold version 1.2.3',
      metadata: { run: 'r 1', é: '' },
    });
    expect(readMetadata(file)).toMatchObject({
      created_by: 'fanfold version 1.2.3',
      key_value_metadata: [
        { key: 'run', value: 'r 1' },
        { key: 'é', value: '' },
      ],
    });
    expect(
      await duck.query(file, 'SELECT decode(key) AS k, decode(value) AS v FROM parquet_kv_metadata($file)'),
    ).toEqual([
      { k: 'run', v: 'r 1' },
      { k: 'é', v: '' },
    ]);
  });

  it('refuses chunks that are not whole', async () => {
    const chunk = await encodeJsonl([toJsonl(rowsFrom(0, 100))], schema, { rowGroupBytes: 4000 });
    const [first, second] = chunk.rowGroups;
    expect(first && second).toBeDefined();
    expect(() => encodeFooter(schema, [chunk, { ...chunk, bytes: chunk.bytes - 1 }])).toThrow(
      `Chunk 1 has ${chunk.bytes - 1} bytes; its row groups take ${chunk.bytes}.`,
    );
    expect(() => encodeFooter(schema, [{ ...chunk, rowGroups: chunk.rowGroups.slice(1) }])).toThrow(
      /^Chunk 0 has a column at byte \d+; expected it at 0\.$/,
    );
    const fewer = { fields: schema.fields.slice(1) };
    expect(() => encodeFooter(fewer, [chunk])).toThrow(
      'Chunk 0 has a row group of 7 columns; the schema has 6.',
    );
  });
});

describe('row groups and statistics', () => {
  it("are sane in DuckDB's parquet_metadata", async () => {
    const chunks = [
      await encodeJsonl([toJsonl(rowsFrom(0, 100))], schema),
      await encodeJsonl([toJsonl(rowsFrom(100, 50))], schema),
    ];
    const file = joinFile(schema, chunks);
    const rows = await duck.query(
      file,
      `SELECT row_group_id::INT AS rg, path_in_schema AS path, row_group_num_rows::INT AS rows, num_values::INT AS n,
        stats_min_value AS min, stats_max_value AS max, stats_null_count::INT AS nulls FROM parquet_metadata($file)`,
    );
    expect(rows.filter(({ rg }) => rg === 0)).toEqual([
      { rg: 0, path: 'id', rows: 100, n: 100, min: '0', max: '99', nulls: 0 },
      { rg: 0, path: 'x', rows: 100, n: 100, min: '-9.75', max: '14.75', nulls: 10 },
      { rg: 0, path: 'text', rows: 100, n: 100, min: 'text 000000', max: 'text 000099', nulls: 0 },
      {
        rg: 0,
        path: 'at',
        rows: 100,
        n: 100,
        min: '1970-01-01 00:00:00+00',
        max: '1970-01-01 00:01:39+00',
        nulls: 0,
      },
      {
        rg: 0,
        path: 'big',
        rows: 100,
        n: 100,
        min: String(2n ** 60n),
        max: String(2n ** 60n + 99n),
        nulls: 0,
      },
      { rg: 0, path: 'tags, list, element', rows: 100, n: 150, min: 'a', max: 'b', nulls: 50 },
      { rg: 0, path: 'flag', rows: 100, n: 100, min: 'false', max: 'true', nulls: 0 },
    ]);
    expect(rows.filter(({ rg, path }) => rg === 1 && path === 'id')).toEqual([
      { rg: 1, path: 'id', rows: 50, n: 50, min: '100', max: '149', nulls: 0 },
    ]);
  });

  it('sizes and places add up to the file', async () => {
    const chunks = [
      await encodeJsonl([toJsonl(rowsFrom(0, 300))], schema, { rowGroupBytes: 9000 }),
      await encodeJsonl([toJsonl(rowsFrom(300, 100))], schema),
    ];
    const columns = await duck.query(
      joinFile(schema, chunks),
      `SELECT coalesce(dictionary_page_offset, data_page_offset)::INT AS start, total_compressed_size::INT AS bytes,
        row_group_compressed_bytes::INT AS grouped FROM parquet_metadata($file) ORDER BY row_group_id, column_id`,
    );
    let end = PARQUET_MAGIC.length;
    for (const { start, bytes } of columns) {
      expect(start).toBe(end);
      end += Number(bytes);
    }
    expect(end).toBe(4 + chunks.reduce((sum, chunk) => sum + chunk.bytes, 0));
  });

  it('let a reader skip and count without being wrong: long texts, zeros, nulls', async () => {
    const own = readSchema({
      type: 'object',
      properties: { t: { type: 'string' }, x: { type: 'number' }, n: { type: 'string' } },
    });
    const long = 'z'.repeat(100);
    const top = '\u{10ffff}'.repeat(40);
    for (const texts of [
      [long, 'b'],
      [top, 'b'],
      [`${'a'.repeat(63)}é${'b'.repeat(9)}`],
      ['\ud7ff'.repeat(40)],
    ]) {
      const rows = texts.map((t, i) => ({ t, x: i ? 0 : -0 }));
      const file = joinFile(own, [await encodeJsonl([toJsonl(rows)], own)]);
      for (const [i, text] of texts.entries()) {
        const found = await duck.query(
          file,
          `SELECT x, n FROM $file WHERE t = '${text}' AND x = 0 AND n IS NULL`,
        );
        expect(found, `text ${i}`).toHaveLength(1);
      }
      const [most] = await duck.query(file, 'SELECT max(t) AS max, min(t) AS min FROM $file');
      expect(most).toEqual({ max: texts[0], min: texts.at(-1) });
    }
  });
});
