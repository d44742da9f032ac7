import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chunkSizes,
  type ExpectedItem,
  encode,
  expectItems,
  expectRoundTrip,
  readItems,
  scanText,
  unitSizing,
} from './support.ts';

const JSONL = { type: 'jsonl' } as const;
const BOM = '\uFEFF';

/** The whole text at once: lines that aren't blank. */
function splitLines(text: string): ExpectedItem[] {
  const ranges: [number, number][] = [];
  const body = text.startsWith(BOM) ? 1 : 0;
  for (const match of text.slice(body).matchAll(/(?<content>[^\r\n]*)(?:\r\n|\n|\r|$)/g)) {
    const from = match.index + body;
    const content = match.groups?.content ?? '';
    if (/[^ \t]/.test(content)) ranges.push([from, from + content.length]);
  }
  return expectItems(text, ranges);
}

const piece = fc.constantFrom(
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\t',
  '{"a":1}',
  'é',
  '日本',
  '𝒳',
  '"',
  '\\n',
  '\0',
  '\u2028',
  '\f',
  BOM,
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

describe('JSONL', () => {
  it('gives the same items as splitting the whole text, whatever the line ends, chunks and units', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), unitSizing, chunkSizes, async (lines, hasBom, sizing, sizes) => {
        const source = hasBom ? BOM + lines : lines;
        await expectRoundTrip(source, JSONL, splitLines(source), sizing, sizes);
      }),
      { numRuns: 1000 },
    );
  });

  it('counts lines by every kind of line end and skips blank ones', async () => {
    const { items } = await scanText('1\r\n\r\n2\r \t \n\n3\n\r4', JSONL, { sizes: [1] });
    expect(items).toEqual([
      { index: 0, line: 1, start: 0, end: 1, text: '1' },
      { index: 1, line: 3, start: 5, end: 6, text: '2' },
      { index: 2, line: 6, start: 12, end: 13, text: '3' },
      { index: 3, line: 8, start: 15, end: 16, text: '4' },
    ]);
  });

  it.each(['', '\n', BOM, `${BOM}\r\n`, ' \t', '\r\r\n'])('finds no items in %j', async (source) => {
    const { items, scan } = await scanText(source, JSONL);
    expect(items).toEqual([]);
    expect(scan.index.items).toBe(0);
  });

  it('keeps white space around an item in its range, and leaves its line end out', async () => {
    const { items } = await scanText(' 1 \r\n', JSONL);
    expect(items).toEqual([{ index: 0, line: 1, start: 0, end: 3, text: ' 1 ' }]);
  });

  it('skips a byte order mark only at the start of the source, not of a unit', async () => {
    const source = `${BOM}${BOM}1\n2`;
    const { items } = await scanText(source, JSONL);
    expect(items[0]).toEqual({ index: 0, line: 1, start: 3, end: 7, text: `${BOM}1` });
    const unit = { unit: 0, firstItem: 0, items: 1, start: 3, end: 7, line: 1 };
    expect(await readItems(encode(source).subarray(3, 7), JSONL, unit)).toEqual(items.slice(0, 1));
  });

  it('reads a unit whose range runs on over line ends behind its last item', async () => {
    const unit = { unit: 4, firstItem: 7, items: 2, start: 20, end: 24, line: 9 };
    const items = await readItems(encode('1\r\n2\n\n'), JSONL, unit);
    expect(items).toEqual([
      { index: 7, line: 9, start: 20, end: 21, text: '1' },
      { index: 8, line: 10, start: 23, end: 24, text: '2' },
    ]);
  });

  it.each([
    ['1\n2\n3', '3 items up to byte 25 found.'],
    ['1\n23', '2 items up to byte 24 found.'],
    ['1', '1 item up to byte 21 found.'],
  ])('says so when a range is not what was planned: %j', async (range, found) => {
    const unit = { unit: 4, firstItem: 7, items: 2, start: 20, end: 23, line: 9 };
    await expect(readItems(encode(range), JSONL, unit)).rejects.toMatchObject({
      name: 'SourceRefusal',
      code: 'UnitMismatch',
      message: `Unit 4 isn't what was planned: 2 items up to byte 23 planned; ${found}`,
    });
  });
});
