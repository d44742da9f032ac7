import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonItem } from '../../../core/splitting/index.ts';
import {
  chunkSizes,
  encode,
  expectItems,
  expectRoundTrip,
  readItems,
  refusalOf,
  scanText,
  unitSizing,
} from './support.ts';

const JSON_ARRAY = { type: 'json' } as const;
const BOM = '\uFEFF';

const space = fc
  .array(fc.constantFrom(' ', '\n', '\r\n', '\r', '\t'), { maxLength: 4 })
  .map((all) => all.join(''));
const element = fc
  .tuple(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('', ' ', '\n', '\r\n'))
  .map(([value, indent]) => JSON.stringify(value, null, indent === '' ? 0 : indent));
/** A sound array and where its elements lie, known since it's put together from them. */
const array = fc
  .tuple(space, space, fc.array(fc.tuple(space, element, space), { maxLength: 12 }), space)
  .map(([before, empty, elements, after]) => {
    let text = `${before}[${elements.length === 0 ? empty : ''}`;
    const ranges: [number, number][] = [];
    for (const [left, element, right] of elements) {
      if (ranges.length > 0) text += ',';
      text += left;
      ranges.push([text.length, text.length + element.length]);
      text += element + right;
    }
    return { text: `${text}]${after}`, ranges };
  });

describe('JSON array', () => {
  it('gives the elements that it was put together from, whatever the white space, chunks and units', async () => {
    await fc.assert(
      fc.asyncProperty(
        array,
        fc.boolean(),
        unitSizing,
        chunkSizes,
        async ({ text, ranges }, hasBom, sizing, sizes) => {
          const shift = hasBom ? 1 : 0;
          const source = hasBom ? BOM + text : text;
          const expected = expectItems(
            source,
            ranges.map(([from, to]) => [from + shift, to + shift] as const),
          );
          await expectRoundTrip(source, JSON_ARRAY, expected, sizing, sizes);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('accepts a source with sound elements only if JSON.parse does, and gives the same values', async () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"',
      '\\',
      ' ',
      '\n',
      '\r\n',
      '1',
      'null',
      '"a"',
      '"\\""',
      '"é":',
      '{}',
      '[]',
    );
    const fuzz = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
    const source = fc.oneof(
      fuzz,
      fuzz.map((inside) => `[${inside}]`),
      fuzz.map((inside) => `[{"a":1}, ${inside}]`),
    );
    await fc.assert(
      fc.asyncProperty(source, chunkSizes, async (text, sizes) => {
        const whole = parseJsonItem(text);
        const isSound = whole.ok && Array.isArray(whole.value);
        const result = await scanText(text, JSON_ARRAY, { sizes }).catch(() => null);
        const elements = result?.items.map((item) => parseJsonItem(item.text));
        expect(elements?.every(({ ok }) => ok) ?? false).toBe(isSound);
        if (isSound) expect(elements?.map((each) => each.ok && each.value)).toEqual(whole.value);
      }),
      { numRuns: 5000 },
    );
  });

  it('refuses with the same sentence whatever the chunks', async () => {
    const piece = fc.constantFrom('[', ']', '{', '}', ',', '"', '\\', '\n', '\r\n', '1', 'é');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 14 }), chunkSizes, async (pieces, sizes) => {
        const text = pieces.join('');
        const describeOutcome = (error: unknown) => String(error);
        const whole = await scanText(text, JSON_ARRAY).then(({ items }) => items, describeOutcome);
        expect(
          await scanText(text, JSON_ARRAY, { sizes }).then(({ items }) => items, describeOutcome),
        ).toEqual(whole);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds positions and lines of elements', async () => {
    const { items } = await scanText('[\r\n {"a": "]\\"}"},\n\n[1, [2]] , "é" ,-1.5e3\r]\n', JSON_ARRAY, {
      sizes: [1],
    });
    expect(items).toEqual([
      { index: 0, line: 2, start: 4, end: 17, text: '{"a": "]\\"}"}' },
      { index: 1, line: 4, start: 20, end: 28, text: '[1, [2]]' },
      { index: 2, line: 4, start: 31, end: 35, text: '"é"' },
      { index: 3, line: 4, start: 37, end: 43, text: '-1.5e3' },
    ]);
  });

  it('leaves an element that is delimited but not valid to be malformed', async () => {
    const { items } = await scanText('[nul, {a:1}, [1 2], 1:2, "\n", "\\\n", {"a" "b"}]', JSON_ARRAY);
    expect(items.map(({ text }) => text)).toEqual([
      'nul',
      '{a:1}',
      '[1 2]',
      '1:2',
      '"\n"',
      '"\\\n"',
      '{"a" "b"}',
    ]);
    expect(items.filter(({ text }) => parseJsonItem(text).ok)).toEqual([]);
  });

  it('nests up to the limit', async () => {
    const deep = `[${'['.repeat(65_536)}${']'.repeat(65_536)}]`;
    expect((await scanText(deep, JSON_ARRAY)).items).toHaveLength(1);
  });

  const ALLOWED_TRUNCATION = "every string and bracket must be closed, and the array by ']'.";
  it.each([
    ['', 'JsonNotArray', 'The source is empty, but a JSON source must be one array; "[]" has no items.'],
    [' \n', 'JsonNotArray', 'The source is empty, but a JSON source must be one array; "[]" has no items.'],
    [
      '\n {"a":1}\n',
      'JsonNotArray',
      '\'{\' at line 2 (byte 2) begins the source, but a JSON source must be one array ("[" … "]"); for one value a line, the format is jsonl.',
    ],
    [
      '[1,\n{"a":',
      'JsonTruncated',
      `The source ends at byte 9, inside the element that begins at line 2 (byte 4); ${ALLOWED_TRUNCATION}`,
    ],
    [
      '["a]',
      'JsonTruncated',
      `The source ends at byte 4, inside the element that begins at line 1 (byte 1); ${ALLOWED_TRUNCATION}`,
    ],
    [
      '[1,12',
      'JsonTruncated',
      `The source ends at byte 5, inside the element that begins at line 1 (byte 3); ${ALLOWED_TRUNCATION}`,
    ],
    ['[1 ', 'JsonTruncated', `The source ends at byte 3, before the array does; ${ALLOWED_TRUNCATION}`],
    ['[1,', 'JsonTruncated', `The source ends at byte 3, before the array does; ${ALLOWED_TRUNCATION}`],
    ['[', 'JsonTruncated', `The source ends at byte 1, before the array does; ${ALLOWED_TRUNCATION}`],
    [
      '[1]\n[2]',
      'JsonTrailingContent',
      "'[' at line 2 (byte 4) follows the end of the array; only white space may.",
    ],
    [
      '[1]\0',
      'JsonTrailingContent',
      'Byte 0x00 at line 1 (byte 3) follows the end of the array; only white space may.',
    ],
    [
      '[1 2]',
      'JsonMissingComma',
      "'2' at line 1 (byte 3) follows an element of the array; only ',' or the closing ']' may.",
    ],
    [
      '[{}\r\n{}]',
      'JsonMissingComma',
      "'{' at line 2 (byte 5) follows an element of the array; only ',' or the closing ']' may.",
    ],
    [
      '["a":1]',
      'JsonMissingComma',
      "':' at line 1 (byte 4) follows an element of the array; only ',' or the closing ']' may.",
    ],
    [
      '[1,,2]',
      'JsonMissingElement',
      "',' at line 1 (byte 3) follows a ',' of the array; only an element may.",
    ],
    [
      '[1,\r]',
      'JsonMissingElement',
      "']' at line 2 (byte 4) follows a ',' of the array; only an element may.",
    ],
    [
      '[,1]',
      'JsonMissingElement',
      "',' at line 1 (byte 1) follows the opening '[' of the array; only an element or the closing ']' may.",
    ],
    ['[{"a":[1}]', 'JsonBracketMismatch', "'}' at line 1 (byte 8) closes '['; only ']' may."],
    ['[{"a":1]', 'JsonBracketMismatch', "']' at line 1 (byte 7) closes '{'; only '}' may."],
    ['[1}', 'JsonBracketMismatch', "'}' at line 1 (byte 2) closes '['; only ']' may."],
    ['[}', 'JsonBracketMismatch', "'}' at line 1 (byte 1) closes '['; only ']' may."],
    [
      '['.repeat(65_538),
      'JsonTooDeep',
      "'[' at line 1 (byte 65537) opens level 65537 of an element; at most 65536 levels are allowed.",
    ],
  ])('refuses %j', async (source, code, message) => {
    for (const sizes of [[1], [3], [1_000_000]]) {
      expect(await refusalOf(source, JSON_ARRAY, { sizes })).toMatchObject({ code, message });
    }
  });

  it.each([
    ['1],2', "']' at line 3 (byte 11) closes the array, but a unit's range may only hold its elements."],
    [
      '1,',
      "The range ends at byte 12, before the array does; every string and bracket must be closed, and the array by ']'.",
    ],
    ['1', '1 item up to byte 11 found.'],
  ])('says so when a range is not what was planned: %j', async (range, found) => {
    const unit = { unit: 2, firstItem: 5, items: 2, start: 10, end: 13, line: 3 };
    await expect(readItems(encode(range), JSON_ARRAY, unit)).rejects.toMatchObject({
      code: 'UnitMismatch',
      message: `Unit 2 isn't what was planned: 2 items up to byte 13 planned; ${found}`,
    });
  });
});
