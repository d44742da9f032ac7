import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCsv } from '../../../core/dataset-formats/index.ts';
import {
  CSV_DELIMITERS,
  type CsvDelimiter,
  parseCsvRecord,
  scanSource,
} from '../../../core/splitting/index.ts';
import { chunkSizes } from '../splitting/support.ts';
import { collect, createCountingSource, stream, toJsonl } from './support.ts';

async function csv(
  lines: string | Uint8Array,
  columns: readonly string[],
  options: { header?: boolean; delimiter?: CsvDelimiter; sizes?: readonly number[] } = {},
): Promise<string> {
  const { header = false, delimiter, sizes } = options;
  return (await collect(encodeCsv(stream(lines, sizes), columns, { header, delimiter }))).toString();
}

describe('encodeCsv', () => {
  test('writes a header and records that end with CRLF, quoted only where they must be', async () => {
    const rows = [
      { id: 1, name: 'plain text', ok: true },
      { id: -2.5e-7, name: 'comma, "quote"', ok: false },
      { id: 3, name: 'two\nlines', ok: true },
      { id: 4, name: "=1+1 it's a ; | tab\t", ok: true },
    ];
    expect(await csv(toJsonl(rows), ['id', 'name', 'ok'], { header: true })).toBe(
      'id,name,ok\r\n' +
        '1,plain text,true\r\n' +
        '-2.5e-7,"comma, ""quote""",false\r\n' +
        '3,"two\nlines",true\r\n' +
        "4,=1+1 it's a ; | tab\t,true\r\n",
    );
  });

  test('tells the empty text from null and from what is missing', async () => {
    const rows = [{ a: '', b: null }, { b: '' }, {}];
    expect(await csv(toJsonl(rows), ['a', 'b'])).toBe('"",\r\n,""\r\n,\r\n');
  });

  test('writes no blank line, over which readers pass, where there is one column', async () => {
    const rows = [{ a: null }, { a: '' }, { a: ' \t' }, { a: 'x' }, {}];
    expect(await csv(toJsonl(rows), ['a'])).toBe('""\r\n""\r\n" \t"\r\nx\r\n""\r\n');
  });

  test('writes objects and arrays as their JSON text', async () => {
    const rows = [
      { a: { x: [1, '}"]'], y: {} }, b: [] },
      { a: [1], b: [[], [null, 'ü']] },
    ];
    expect(await csv(toJsonl(rows), ['a', 'b'])).toBe(
      '"{""x"":[1,""}\\""]""],""y"":{}}",[]\r\n[1],"[[],[null,""ü""]]"\r\n',
    );
  });

  test('finds columns by name in any order, the last of repeated ones counts, and leaves others out', async () => {
    const lines = '{"b":1,"x":{"a":9},"a":2}\n{"a":1,"a":null,"b":3}\n{"\\u0061":5}\n';
    expect(await csv(lines, ['a', 'b'])).toBe('2,1\r\n,3\r\n5,\r\n');
  });

  test('takes names that objects have of their own', async () => {
    const columns = ['constructor', '__proto__', 'toString'];
    expect(await csv('{}\n{"__proto__":1}\n', columns)).toBe(',,\r\n,1,\r\n');
  });

  test('keeps the digits of numbers that JavaScript would round', async () => {
    expect(await csv('{"a":12345678901234567890,"b":0.10000000000000000001}\n', ['a', 'b'])).toBe(
      '12345678901234567890,0.10000000000000000001\r\n',
    );
  });

  test('quotes what other delimiters split, and what a reader would take for a byte order mark', async () => {
    expect(await csv(toJsonl([{ a: ',', b: 'x;y' }]), ['a', 'b'], { delimiter: ';' })).toBe(',;"x;y"\r\n');
    expect(await csv(toJsonl([{ a: '|', b: 'x\ty' }]), ['a', 'b'], { delimiter: '\t' })).toBe(
      '|\t"x\ty"\r\n',
    );
    expect(await csv('', ['\ufeffa', 'b'], { header: true })).toBe('"\ufeffa",b\r\n');
  });

  test('passes over blank lines, and takes white space and a last line without its end', async () => {
    const lines = '\n{ "a" : 1 , "b" : [ 1 ] }\r\n \t\n{"a":2,"b":true}';
    expect(await csv(lines, ['a', 'b'])).toBe('1,[ 1 ]\r\n2,true\r\n');
    expect(await csv('', ['a', 'b'])).toBe('');
  });

  test('takes a line of megabytes', async () => {
    const text = 'ä"'.repeat(2_000_000);
    const written = await csv(
      toJsonl([
        { a: text, b: 1 },
        { a: '', b: 2 },
      ]),
      ['a', 'b'],
      { sizes: [65_536] },
    );
    expect(written === `"${text.replaceAll('"', '""')}",1\r\n"",2\r\n`).toBe(true);
  });

  test('does not run ahead of its reader', async () => {
    const source = createCountingSource(1_000, () => Buffer.from(toJsonl([{ a: 'x'.repeat(10_000) }])));
    const written = encodeCsv(source, ['a'], { header: true });
    await written.next();
    expect(source.taken).toBe(0);
    await written.next();
    expect(source.taken).toBe(1);
    await written.return(undefined);
    expect(source.closed).toBe(true);
  });
});

describe('encodeCsv refuses, without quoting the row', () => {
  const place = 'Row 2 of this share of the data set is no JSON object: ';
  test.each([
    ['an array', '["secret"]', "there isn't '{' at character 1 of the line"],
    ['text', '"secret"', "there isn't '{' at character 1 of the line"],
    ['a line that is cut', '{"a":"secr', "there isn't a string that is closed at character 6 of the line"],
    ['an object that is cut', '{"a":1', "there isn't ',' or '}' at character 7 of the line"],
    ['a name without quotes', '{a:1}', "there isn't a property in quotes at character 2 of the line"],
    ['no colon', '{"a" 1}', "there isn't ':' at character 6 of the line"],
    ['no value', '{"a":}', "there isn't a value at character 6 of the line"],
    ['another word', '{"a":secret}', "there isn't a value at character 6 of the line"],
    ['a longer word', '{"a":nullify}', "there isn't ',' or '}' at character 10 of the line"],
    ['a comma too many', '{"a":1,}', "there isn't a property in quotes at character 8 of the line"],
    [
      'brackets that stay open',
      '{"a":[[1]',
      "there isn't brackets that are closed at character 6 of the line",
    ],
    [
      'an escape that is none',
      '{"a":"\\x"}',
      "there isn't a string with valid escapes at character 6 of the line",
    ],
    ['two rows in a line', '{"a":1}{"a":2}', "there isn't the end of the line at character 8 of the line"],
    ['bytes that are no text', Buffer.from([0x7b, 0xff]), "it, or a line soon after it, isn't valid UTF-8"],
  ])('%s', async (_, line, reason) => {
    const lines = Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.from(line), Buffer.from('\n{"a":3}\n')]);
    const sizes = [8, 1_000];
    await expect(csv(lines, ['a'], { sizes })).rejects.toMatchObject({
      code: 'DataSetIncomplete',
      message: place + reason,
    });
  });
});

describe('any rows', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '\r', '\n', '\\', ' ', 'a', '\ufeff', '', '😀') }),
  );
  const name = fc.oneof(text, fc.constantFrom('a', 'b', '__proto__', '7'));
  const columns = fc.uniqueArray(
    name.filter((each) => each !== ''),
    { minLength: 1, maxLength: 5 },
  );
  const value = fc.oneof(
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.jsonValue(),
  );
  const table = columns.chain((names) =>
    fc.record({
      columns: fc.constant(names),
      rows: fc.array(
        fc
          .array(fc.tuple(fc.oneof(fc.constantFrom(...names), name), value), { maxLength: 7 })
          .map((entries): Record<string, unknown> => Object.fromEntries(entries)),
        { maxLength: 8 },
      ),
      delimiter: fc.constantFrom(...CSV_DELIMITERS),
      sizes: chunkSizes,
      header: fc.boolean(),
    }),
  );

  /** The text of a field, as the documentation has it. */
  function fieldText(row: Record<string, unknown>, column: string): string {
    const json = Object.hasOwn(row, column) ? JSON.stringify(row[column]) : 'null';
    const parsed: unknown = JSON.parse(json);
    if (parsed === null) return '';
    return typeof parsed === 'string' ? parsed : json;
  }

  test('come back by the splitter that reads sources, however they were chunked', async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ columns, rows, delimiter, sizes, header }) => {
        const lines = toJsonl(rows);
        const written = await csv(lines, columns, { delimiter, sizes, header });
        expect(written).toBe(await csv(lines, columns, { delimiter, header }));

        const records: string[][] = [];
        await scanSource(
          stream(written),
          { type: 'csv', delimiter, columns },
          {
            content: true,
            visit: ({ bytes }) => {
              const record = parseCsvRecord(Buffer.from(bytes ?? []).toString(), delimiter);
              if (!record.ok) throw new Error(record.reason);
              records.push(record.value);
            },
          },
        );
        expect(records).toEqual([
          ...(header ? [columns] : []),
          ...rows.map((row) => columns.map((column) => fieldText(row, column))),
        ]);
      }),
      { numRuns: 300 },
    );
  });

  test('tell an empty text from null by its quotes, where there are several columns', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('', null, undefined, 'x'), { minLength: 2 }),
        async (cells) => {
          const columns = cells.map((_, at) => `c${at}`);
          const row = Object.fromEntries(cells.map((cell, at) => [`c${at}`, cell]));
          const expected = cells.map((cell) => (cell === '' ? '""' : (cell ?? ''))).join(',');
          expect(await csv(toJsonl([row]), columns)).toBe(`${expected}\r\n`);
        },
      ),
    );
  });

  test('shares that are encoded apart are the whole when they are joined', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.array(fc.nat()), async ({ columns, rows, delimiter }, cuts) => {
        const whole = await csv(toJsonl(rows), columns, { delimiter, header: true });
        const ends = [...cuts.map((at) => at % (rows.length + 1)), rows.length].sort((a, b) => a - b);
        let joined = '';
        let from = 0;
        for (const [share, end] of ends.entries()) {
          joined += await csv(toJsonl(rows.slice(from, end)), columns, { delimiter, header: share === 0 });
          from = end;
        }
        expect(joined).toBe(whole);
      }),
    );
  });
});
