import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  createRowCheck,
  encodeRowGroups,
  type ParquetSchema,
  RowMisfit,
  rowGroupMeta,
} from '../../../core/parquet/index.ts';
import { encodeJsonl, joinFile, readMetadata, readSchema, readWithHyparquet, toJsonl } from './support.ts';

const schema = readSchema(
  z.toJSONSchema(
    z.object({
      id: z.int32(),
      name: z.string().nullable(),
      at: z.iso.datetime().optional(),
      tags: z.array(z.string()).optional(),
      sizes: z.record(z.string(), z.number()).optional(),
      big: z.stringFormat('int64', /^-?\d+$/).optional(),
      day: z.iso.date().optional(),
      flag: z.boolean().optional(),
      any: z.unknown().optional(),
      place: z.object({ lat: z.number() }).optional(),
    }),
  ),
);

describe('row groups', () => {
  it('end at the row at which their lines have the bytes asked for', async () => {
    const rows = Array.from({ length: 100 }, (_, id) => ({ id, name: 'x'.repeat(id % 7) }));
    const chunk = await encodeJsonl([toJsonl(rows)], schema, { rowGroupBytes: 500 });
    const sizes = chunk.rowGroups.map((group) => group.rows);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100);
    let at = 0;
    for (const size of sizes.slice(0, -1)) {
      const group = rows.slice(at, at + size);
      expect(toJsonl(group).length).toBeGreaterThanOrEqual(500);
      expect(toJsonl(group.slice(0, -1)).length).toBeLessThan(500);
      at += size;
    }
  });

  it('end sooner when their pages have as many: short lines of long columns', async () => {
    const wide: ParquetSchema = {
      fields: [
        {
          name: 'v',
          nullable: false,
          type: { kind: 'list', element: { nullable: false, type: { kind: 'double' } } },
        },
      ],
    };
    const row = { v: Array.from({ length: 20_000 }, (_, i) => i % 10) };
    const rows = Array.from({ length: 100 }, () => row);
    const chunk = await encodeJsonl([toJsonl(rows)], wide, {
      compression: 'uncompressed',
      rowGroupBytes: 4 * 1024 * 1024,
    });
    expect(toJsonl(rows).length).toBeLessThan(4.1 * 1024 * 1024);
    expect(chunk.rowGroups.length).toBeGreaterThan(3);
    for (const { columns } of chunk.rowGroups) expect(columns[0]?.bytes).toBeLessThan(6 * 1024 * 1024);
  });

  it('are the same wherever the chunks of JSONL end', async () => {
    const rows = Array.from({ length: 60 }, (_, id) => ({ id, name: `né ${id}`, tags: ['漢', `${id % 3}`] }));
    const jsonl = toJsonl(rows);
    const whole = await encodeJsonl([jsonl], schema, { rowGroupBytes: 700 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(jsonl.length), { maxLength: 20 }), async (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), jsonl.length];
        const pieces = ends.map((end, i) => jsonl.subarray(ends[i - 1] ?? 0, end));
        expect(await encodeJsonl(pieces, schema, { rowGroupBytes: 700 })).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('take rows from chunks that are filled again', async () => {
    const jsonl = toJsonl(Array.from({ length: 40 }, (_, id) => ({ id, name: `name ${id}` })));
    const shared = Buffer.alloc(7);
    async function* refill() {
      for (let at = 0; at < jsonl.length; at += shared.length) {
        const length = jsonl.copy(shared, 0, at, at + shared.length);
        yield shared.subarray(0, length);
      }
    }
    expect(await encodeJsonl(refill(), schema)).toEqual(await encodeJsonl([jsonl], schema));
  });

  it('skip blank lines and take a last line without its line feed', async () => {
    const text = '\n{"id":1,"name":null}\r\n  \n{"id":2,"name":"b"}';
    const file = joinFile(schema, [await encodeJsonl([Buffer.from(text)], schema)]);
    expect((await readWithHyparquet(file)).map((row) => [row.id, row.name])).toEqual([
      [1, null],
      [2, 'b'],
    ]);
  });

  it('are none without rows', async () => {
    expect(await encodeJsonl([], schema)).toEqual({ body: Buffer.alloc(0), bytes: 0, rowGroups: [] });
    expect(await encodeJsonl([Buffer.from('\n')], schema)).toMatchObject({ bytes: 0, rowGroups: [] });
  });

  it('come with metadata that their schema reads back from JSON', async () => {
    const { rowGroups } = await encodeJsonl([toJsonl([{ id: 1, name: 'a' }])], schema);
    for (const group of rowGroups) expect(rowGroupMeta.parse(group)).toEqual(group);
  });

  it('refuse a size that is none', () => {
    expect(() => encodeRowGroups([], schema, { compression: 'zstd', rowGroupBytes: 0 })).toThrow(
      'rowGroupBytes is 0; expected a whole number of bytes, 1 or more.',
    );
  });
});

describe('pages', () => {
  const texts: ParquetSchema = { fields: [{ name: 't', nullable: true, type: { kind: 'string' } }] };

  async function encodingsOf(values: readonly (string | null)[]) {
    const chunk = await encodeJsonl([toJsonl(values.map((t) => ({ t })))], texts, {
      compression: 'uncompressed',
    });
    const file = joinFile(texts, [chunk]);
    expect((await readWithHyparquet(file)).map((row) => row.t)).toEqual(values);
    return readMetadata(file).row_groups[0]?.columns[0]?.meta_data?.encodings;
  }

  it('have a dictionary of texts that repeat', async () => {
    const values = Array.from({ length: 300_000 }, (_, i) => (i % 10 ? `carrier ${i % 50}` : null));
    expect(await encodingsOf(values)).toEqual(['RLE', 'RLE_DICTIONARY', 'PLAIN']);
  });

  it('have none of texts that are all different', async () => {
    const values = Array.from({ length: 50_000 }, (_, i) => `${i} is a text of its own`);
    expect(await encodingsOf(values)).toEqual(['RLE', 'PLAIN']);
  });

  it('go on without it when it is full', async () => {
    const repeated = Array.from({ length: 300_000 }, (_, i) => `text ${i % 100}`);
    const distinct = Array.from({ length: 60_000 }, (_, i) => `${i} is a text of its own`);
    expect(await encodingsOf([...repeated, ...distinct])).toEqual(['RLE', 'RLE_DICTIONARY', 'PLAIN']);
  });
});

describe('a row that does not fit', () => {
  it.each<[string, unknown, string]>([
    ['no object', [], 'the row is a list; expected an object.'],
    ['a required value absent', { name: 'a' }, '"id" is absent; expected a value.'],
    [
      'a fraction',
      { id: 1.5, name: 'a' },
      '"id" is a number; expected a whole number from -2147483648 to 2147483647.',
    ],
    [
      'too large a number',
      { id: 2 ** 31, name: 'a' },
      '"id" is a number; expected a whole number from -2147483648 to 2147483647.',
    ],
    [
      'another type',
      { id: 1, name: 5 },
      '"name" is a number; expected a string of whole Unicode characters.',
    ],
    [
      'half a character',
      { id: 1, name: '\ud83d' },
      '"name" is a string; expected a string of whole Unicode characters.',
    ],
    ['no list', { id: 1, name: 'a', tags: {} }, '"tags" is an object; expected a list.'],
    ['null in a list', { id: 1, name: 'a', tags: ['a', null] }, '"tags[]" is absent; expected a value.'],
    ['no record', { id: 1, name: 'a', sizes: [1] }, '"sizes" is a list; expected an object.'],
    [
      'a record of others',
      { id: 1, name: 'a', sizes: { x: true } },
      '"sizes{}" is a boolean; expected a number.',
    ],
    [
      'a nested value',
      { id: 1, name: 'a', place: { lat: '1' } },
      '"place.lat" is a string; expected a number.',
    ],
    ['no boolean', { id: 1, name: 'a', flag: 1 }, '"flag" is a number; expected true or false.'],
    [
      'a day that is none',
      { id: 1, name: 'a', day: '2023-02-29' },
      '"day" is a string; expected a date such as "2024-05-01".',
    ],
    [
      'a local time',
      { id: 1, name: 'a', at: '2024-05-01T12:00:00' },
      '"at" is a string; expected a date and time with "Z" or an offset, no finer than a microsecond, such as "2024-05-01T12:00:00Z".',
    ],
    [
      'nanoseconds',
      { id: 1, name: 'a', at: '2024-05-01T12:00:00.123456789Z' },
      '"at" is a string; expected a date and time with "Z" or an offset, no finer than a microsecond, such as "2024-05-01T12:00:00Z".',
    ],
    [
      'more than 64 bits',
      { id: 1, name: 'a', big: '9223372036854775808' },
      '"big" is a string; expected a whole number that fits 64 bits, as digits in a string.',
    ],
    [
      'a property that is no column',
      { id: 1, name: 'a', place: { lat: 1, lon: 2 } },
      '"place.lon" is a property that the schema has no column for; expected none of that name.',
    ],
  ])('%s', async (_name, row, problem) => {
    const check = createRowCheck(schema);
    expect(check(row)).toBe(problem);
    const rows = [{ id: 1, name: 'a' }, row];
    const refused = await encodeJsonl([toJsonl(rows)], schema).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RowMisfit);
    expect(refused).toHaveProperty('message', `Row 2: ${problem}`);
  });

  it('half a character is no misfit in a column of JSON, where it is written as an escape', async () => {
    const row = { id: 1, name: null, any: '\ud83d' };
    expect(createRowCheck(schema)(row)).toBeUndefined();
    const file = joinFile(schema, [await encodeJsonl([toJsonl([row])], schema)]);
    expect((await readWithHyparquet(file))[0]?.any).toBe('\ud83d');
  });

  it('a line that is no JSON is named by its number, without its content', async () => {
    const refused = encodeJsonl([Buffer.from('{"id":1,"name":"a"}\n{"id":\n')], schema);
    await expect(refused).rejects.toThrow(new SyntaxError("Row 2 isn't JSON."));
  });
});
