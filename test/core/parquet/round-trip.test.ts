import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ParquetSchema } from '../../../core/parquet/index.ts';
import { normalizeDuck, normalizeHyparquet, normalizeJson } from './same-rows.ts';
import { COMPRESSIONS, type Duck, openDuck, readSchema, readWithHyparquet, writeFileOf } from './support.ts';

const LONGEST = 9_223_372_036_854_775_807n;

/** Data sets by what is particular in them. */
const cases: Record<string, { row: z.ZodType; rows: unknown[] }> = {
  flat: {
    row: z.object({ id: z.int32(), count: z.int(), share: z.number(), late: z.boolean(), name: z.string() }),
    rows: range(3000, (i) => ({
      id: i - 1500,
      count: i * 3_000_000_007,
      share: i / 7,
      late: i % 3 === 0,
      name: `row ${i}`,
    })),
  },
  nullable: {
    row: z.object({
      a: z.string().nullable(),
      b: z.int32().optional(),
      c: z.boolean().nullish(),
      d: z.number(),
    }),
    rows: range(1000, (i) => ({
      a: i % 2 ? null : `a${i}`,
      ...(i % 3 && { b: i }),
      ...(i % 5 && { c: i % 4 ? null : true }),
      d: i,
    })),
  },
  'all null': {
    row: z.object({ a: z.string().nullable(), b: z.array(z.int()).nullable(), c: z.iso.date().optional() }),
    rows: range(500, () => ({ a: null, b: null })),
  },
  nested: {
    row: z.object({
      place: z.object({ name: z.string(), at: z.object({ lat: z.number(), lon: z.number() }).nullable() }),
      note: z.object({ text: z.string().optional() }).optional(),
    }),
    rows: range(700, (i) => ({
      place: { name: `p${i % 9}`, at: i % 3 ? { lat: i, lon: -i } : null },
      ...(i % 4 && { note: i % 8 === 1 ? {} : { text: `n${i}` } }),
    })),
  },
  list: {
    row: z.object({
      tags: z.array(z.string()),
      matrix: z.array(z.array(z.int32().nullable()).nullable()).nullable(),
    }),
    rows: range(700, (i) => ({
      tags: range(i % 5, (k) => `t${(i * k) % 11}`),
      matrix:
        i % 7 === 0
          ? null
          : range(i % 4, (k) => (k === 1 ? null : range((i + k) % 3, (n) => (n ? i : null)))),
    })),
  },
  'list of struct': {
    row: z.object({
      stops: z.array(z.object({ at: z.iso.datetime(), codes: z.array(z.int32()).optional() }).nullable()),
    }),
    rows: range(500, (i) => ({
      stops: range(i % 4, (k) =>
        k === 2
          ? null
          : { at: new Date(i * 1e9 + k).toISOString(), ...(k && { codes: range(i % 3, (n) => n + i) }) },
      ),
    })),
  },
  map: {
    row: z.object({
      counts: z.record(z.string(), z.int32().nullable()),
      deep: z.record(z.string(), z.array(z.string())),
    }),
    rows: range(300, (i) => ({
      counts: Object.fromEntries(range(i % 4, (k) => [`k${k}`, k === 2 ? null : i])),
      deep: i % 3 ? { a: ['x', `${i}`], b: [] } : {},
    })),
  },
  timestamp: {
    row: z.object({ at: z.iso.datetime({ offset: true }) }),
    rows: [
      '1970-01-01T00:00:00Z',
      '1969-12-31T23:59:59.999999Z',
      '2024-02-29T12:34:56.789Z',
      '2024-02-29T12:34:56.789012Z',
      '2024-02-29T12:34:56.5000000000+05:30',
      '2024-01-01T00:30:00-11:59',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999999Z',
    ].map((at) => ({ at })),
  },
  date: {
    row: z.object({ day: z.iso.date() }),
    rows: ['1970-01-01', '1969-12-31', '2024-02-29', '0001-01-01', '0099-03-01', '9999-12-31'].map((day) => ({
      day,
    })),
  },
  'big integer': {
    row: z.object({ id: z.stringFormat('int64', /^-?\d+$/), safe: z.int() }),
    rows: [0n, -1n, 42n, LONGEST, -LONGEST - 1n, 2n ** 53n, -(2n ** 53n) - 1n, 2n ** 32n].map((id, i) => ({
      id: String(id),
      safe: [
        0,
        -1,
        Number.MAX_SAFE_INTEGER,
        Number.MIN_SAFE_INTEGER,
        2 ** 32,
        -(2 ** 32),
        2 ** 31,
        -(2 ** 31) - 1,
      ][i],
    })),
  },
  numbers: {
    row: z.object({ x: z.number() }),
    rows: [0, -0, 1e-320, -5e-324, 1.7976931348623157e308, 0.1, -1 / 3, 2 ** 53].map((x) => ({ x })),
  },
  unicode: {
    row: z.object({ 'überschrift 漢字': z.string(), 'a.b "c"': z.string() }),
    rows: [
      '',
      ' ',
      'é',
      '漢字',
      '👩‍👩‍👧‍👦',
      '\u0000',
      '\n\t"\\',
      'a\ufeff',
      '\uffff',
      '\u{10ffff}',
      'a'.repeat(5000),
    ].map((text) => ({
      'überschrift 漢字': text,
      'a.b "c"': `${text}!`,
    })),
  },
  'empty strings': {
    row: z.object({ a: z.string(), b: z.string().nullable() }),
    rows: range(100, (i) => ({ a: '', b: i % 2 ? '' : null })),
  },
  json: {
    row: z.object({ any: z.json(), what: z.unknown() }),
    rows: [1, 'text', null, true, [1, [2]], { a: { b: null } }, {}, []].map((value) => ({
      any: value,
      what: value,
    })),
  },
  'several shapes': {
    row: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('circle'), radius: z.number() }),
      z.object({ kind: z.literal('square'), side: z.int32(), label: z.string().optional() }),
    ]),
    rows: range(50, (i) => (i % 2 ? { kind: 'circle', radius: i / 2 } : { kind: 'square', side: i })),
  },
  'never there': {
    row: z.object({ a: z.null(), b: z.array(z.null()), c: z.int32() }),
    rows: range(30, (i) => ({ a: null, b: range(i % 3, () => null), c: i })),
  },
  'no rows': { row: z.object({ a: z.string(), b: z.array(z.int()) }), rows: [] },
};

let duck: Duck;
beforeAll(async () => {
  duck = await openDuck();
});
afterAll(() => duck.close());

async function expectSameRows(file: Buffer, rows: readonly unknown[], schema: ParquetSchema): Promise<void> {
  const expected = normalizeJson(rows, schema);
  expect(normalizeHyparquet(await readWithHyparquet(file), schema)).toEqual(expected);
  expect(normalizeDuck(await duck.query(file, 'SELECT * FROM $file'), schema)).toEqual(expected);
}

describe('rows come back from hyparquet and from DuckDB as they were', () => {
  for (const [name, { row, rows }] of Object.entries(cases)) {
    const schema = readSchema(z.toJSONSchema(row));
    it.each([1, 10])(`${name}, in %i chunks`, async (chunks) => {
      await expectSameRows(await writeFileOf(rows, schema, { chunks }), rows, schema);
    });

    it(`${name}, in small row groups`, async () => {
      const file = await writeFileOf(rows, schema, { chunks: 3, rowGroupBytes: 2000 });
      await expectSameRows(file, rows, schema);
    });
  }

  it.each(COMPRESSIONS)('%s', async (compression) => {
    const rows = range(2000, (i) => ({
      id: i,
      text: `text ${i % 100}`,
      tags: range(i % 4, (k) => `${k * i}`),
    }));
    const schema = readSchema(
      z.toJSONSchema(z.object({ id: z.int32(), text: z.string(), tags: z.array(z.string()) })),
    );
    const file = await writeFileOf(rows, schema, { compression, chunks: 2 });
    await expectSameRows(file, rows, schema);
    const [codec] = await duck.query(file, 'SELECT DISTINCT compression FROM parquet_metadata($file)');
    expect(codec).toEqual({ compression: compression.toUpperCase() });
  });

  it('columns named like what every object has', async () => {
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
    const schema: ParquetSchema = {
      fields: names.map((name) => ({ name, nullable: true, type: { kind: 'string' } })),
    };
    const rows = [JSON.parse('{"__proto__":"own","toString":"b"}'), {}];
    const file = await writeFileOf(rows, schema);
    const columns = names.map((name) => `"${name}" AS c_${name}`).join();
    expect(await duck.query(file, `SELECT ${columns} FROM $file`)).toEqual([
      { c_constructor: null, c___proto__: 'own', c_toString: 'b', c_hasOwnProperty: null },
      { c_constructor: null, c___proto__: null, c_toString: null, c_hasOwnProperty: null },
    ]);
  });

  it('a byte order mark at the start of a text, which readers in JavaScript drop', async () => {
    const schema = readSchema({ type: 'object', properties: { t: { type: 'string' } } });
    const file = await writeFileOf([{ t: '\ufeffa' }], schema);
    expect(await duck.query(file, 'SELECT hex(t) AS t FROM $file')).toEqual([{ t: 'EFBBBF61' }]);
  });

  it('types are those of the schema', async () => {
    const schema = readSchema(
      z.toJSONSchema(
        z.object({
          small: z.int32(),
          whole: z.int(),
          real: z.number(),
          flag: z.boolean(),
          text: z.enum(['a', 'b']),
          at: z.iso.datetime(),
          day: z.iso.date(),
          id: z.stringFormat('int64', /^-?\d+$/),
          any: z.unknown(),
          list: z.array(z.object({ x: z.number() })),
          map: z.record(z.string(), z.boolean()),
        }),
      ),
    );
    const described = await duck.query(
      await writeFileOf([], schema),
      'SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM $file)',
    );
    expect(Object.fromEntries(described.map((column) => Object.values(column)))).toEqual({
      small: 'INTEGER',
      whole: 'BIGINT',
      real: 'DOUBLE',
      flag: 'BOOLEAN',
      text: 'VARCHAR',
      at: 'TIMESTAMP WITH TIME ZONE',
      day: 'DATE',
      id: 'BIGINT',
      any: 'JSON',
      list: 'STRUCT(x DOUBLE)[]',
      map: 'MAP(VARCHAR, BOOLEAN)',
    });
  });
});

function range<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
