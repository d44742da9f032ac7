import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CSV_DELIMITERS,
  type CsvDelimiter,
  type CsvFormat,
  parseCsvRecord,
  readItem,
  scanSource,
} from '../../../core/splitting/index.ts';
import {
  chunkSizes,
  cut,
  type ExpectedItem,
  encode,
  expectItems,
  expectRoundTrip,
  refusalOf,
  scanText,
  unitSizing,
} from './support.ts';

const CSV: CsvFormat = { type: 'csv', delimiter: ',' };
const BOM = '\uFEFF';

/** The whole text at once, by one regular expression: the records without the header, or null if a quote never closes. */
function splitRecords(
  text: string,
  delimiter: CsvDelimiter,
): { header: string; items: ExpectedItem[] } | null {
  const d = delimiter === '|' ? '\\|' : delimiter;
  const field = `(?:"(?:[^"]|"")*"(?!")[^${d}\\r\\n]*|(?!")[^${d}\\r\\n]*)`;
  const record = new RegExp(`(?<record>${field}(?:${d}${field})*)(?<end>\\r\\n|\\n|\\r|$)`, 'y');
  record.lastIndex = text.startsWith(BOM) ? 1 : 0;
  const blank = delimiter === '\t' ? /^ *$/ : /^[ \t]*$/;
  const ranges: [number, number][] = [];
  while (record.lastIndex < text.length) {
    const from = record.lastIndex;
    const match = record.exec(text);
    if (!match) return null;
    const content = match.groups?.record ?? '';
    if (!blank.test(content)) ranges.push([from, from + content.length]);
  }
  const [header, ...rest] = ranges;
  return { header: header ? text.slice(...header) : '', items: expectItems(text, rest) };
}

const delimiters = fc.constantFrom(...CSV_DELIMITERS);
const fuzz = (delimiter: CsvDelimiter) =>
  fc
    .array(
      fc.constantFrom('\n', '\r\n', '\r', ' ', '\t', '"', '""', '"', delimiter, 'a', 'é', '日', '𝒳', ';'),
      { maxLength: 40 },
    )
    .map((pieces) => pieces.join(''));

const fieldText = fc
  .array(fc.constantFrom('a', 'é', '𝒳', '"', '\n', '\r\n', '\r', ',', ';', '\t', '|', ' '), { maxLength: 6 })
  .map((all) => all.join(''));
const quote = (field: string) => `"${field.replaceAll('"', '""')}"`;

describe('CSV', () => {
  it('gives the same records as a parser of the whole text, whatever the quotes, line ends, chunks and units', async () => {
    await fc.assert(
      fc.asyncProperty(
        delimiters.chain((delimiter) => fc.tuple(fc.constant(delimiter), fuzz(delimiter))),
        fc.boolean(),
        unitSizing,
        chunkSizes,
        async ([delimiter, body], hasBom, sizing, sizes) => {
          const source = `${hasBom ? BOM : ''}x${delimiter}y\r\n${body}`;
          const expected = splitRecords(source, delimiter);
          const format = { type: 'csv', delimiter } as const;
          if (expected) await expectRoundTrip(source, format, expected.items, sizing, sizes);
          else expect((await refusalOf(source, format, { sizes })).code).toBe('CsvUnclosedQuote');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads back every field that a writer wrote', async () => {
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(fieldText, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    await fc.assert(
      fc.asyncProperty(
        table,
        delimiters,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        chunkSizes,
        async (rows, delimiter, lineEnd, isLastEnded, sizes) => {
          const columns = rows[0]?.map((_, at) => `c${at}`) ?? [];
          const lines = [columns, ...rows.map((row) => row.map(quote))].map((fields) =>
            fields.join(delimiter),
          );
          const source = encode(lines.join(lineEnd) + (isLastEnded ? lineEnd : ''));
          const read: unknown[] = [];
          await scanSource(
            cut(source, sizes),
            { type: 'csv', delimiter },
            { content: true, visit: (item, format) => read.push(readItem(item, format)) },
          );
          expect(read).toEqual(
            rows.map((row) => ({
              ok: true,
              value: Object.fromEntries(row.map((field, at) => [`c${at}`, field])),
            })),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes apart exactly the text of a record that it found', async () => {
    await fc.assert(
      fc.asyncProperty(fuzz(','), async (body) => {
        const source = `x,y\n${body}`;
        const expected = splitRecords(source, ',');
        for (const item of expected?.items ?? []) {
          const record = parseCsvRecord(item.text, ',');
          expect(record.ok ? '' : record.reason).not.toMatch(/never closed|line end/);
        }
      }),
    );
  });

  it('numbers a record by the line on which it begins', async () => {
    const { items } = await scanText('a,b\r\n"1\r\n\n",2\r\n\r\n3,4', CSV, { sizes: [1] });
    expect(items).toEqual([
      { index: 0, line: 2, start: 5, end: 13, text: '"1\r\n\n",2' },
      { index: 1, line: 6, start: 17, end: 20, text: '3,4' },
    ]);
  });

  it('takes given columns for the header, so that the first record is an item', async () => {
    const { items, scan } = await scanText('1,2\n3,4', { ...CSV, columns: ['a', 'b'] });
    expect(items.map(({ text }) => text)).toEqual(['1,2', '3,4']);
    expect(scan.format).toEqual({ type: 'csv', delimiter: ',', columns: ['a', 'b'] });
  });

  it('hands the header over as the columns of the format', async () => {
    const { scan } = await scanText(`${BOM}"a ""b""", c \n`, CSV, { sizes: [1] });
    expect(scan.format).toEqual({ type: 'csv', delimiter: ',', columns: ['a "b"', ' c '] });
    expect(scan.index.items).toBe(0);
  });

  it('has neither columns nor items in an empty source', async () => {
    const { items, scan } = await scanText('\r\n \t\n', CSV);
    expect(items).toEqual([]);
    expect(scan.format).toEqual({ type: 'csv', delimiter: ',', columns: [] });
  });

  it('takes a line of tabs for a record where tab is the delimiter', async () => {
    const tabs = await scanText('a\tb\n\t\n  \n', { type: 'csv', delimiter: '\t' });
    expect(tabs.items.map(({ text }) => text)).toEqual(['\t']);
    const commas = await scanText('a,b\n\t\n  \n', CSV);
    expect(commas.items).toEqual([]);
  });

  it.each([
    [
      'a,b\n1,"2\n3,4\n',
      'CsvUnclosedQuote',
      "The quote opened at line 2 (byte 6) is never closed, so the records after it can't be told apart; a quoted field must end with a quote.",
    ],
    [
      'a,,c,\n',
      'CsvColumnWithoutName',
      'The CSV header gives no name to columns 2 and 4; every column needs a name.',
    ],
    [
      'a,""\n',
      'CsvColumnWithoutName',
      'The CSV header gives no name to column 2; every column needs a name.',
    ],
    [
      'a,b,a,c,b,a\n',
      'CsvColumnRepeated',
      'The CSV header repeats "a" (columns 1, 3 and 6), "b" (columns 2 and 5); every column needs a name of its own.',
    ],
    [
      '\na,b"\n',
      'CsvHeaderMalformed',
      'The CSV header (line 2) has a quote inside an unquoted field (field 2); it must name the columns.',
    ],
    [
      Buffer.from([0x61, 0xff, 0x0a, 0x31]),
      'CsvHeaderMalformed',
      'The CSV header (line 1) is not valid UTF-8 (byte 1); it must name the columns.',
    ],
  ])('refuses %j', async (source, code, message) => {
    for (const sizes of [[1], [3], [100]]) {
      expect(await refusalOf(source, CSV, { sizes })).toMatchObject({ code, message });
    }
  });

  it('refuses a header that is too long to be kept', async () => {
    const refusal = await refusalOf('a,b,c,d,e\n', CSV, { maxItemBytes: 8 });
    expect(refusal.message).toBe(
      'The CSV header (line 1) is 9 bytes long; at most 8 are allowed; it must name the columns.',
    );
  });

  it('refuses another delimiter and repeated given columns', async () => {
    const format = JSON.parse('{ "type": "csv", "delimiter": ":" }');
    expect(await refusalOf('a:b', format)).toMatchObject({
      code: 'CsvDelimiterUnsupported',
      message: 'The CSV delimiter is ":"; allowed are ",", ";", "|", "\\t".',
    });
    expect((await refusalOf('1,2', { ...CSV, columns: ['a', 'a'] })).code).toBe('CsvColumnRepeated');
  });
});
