import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeItem,
  parseCsvRecord,
  parseJsonItem,
  readCsvItem,
  readItem,
} from '../../../core/splitting/index.ts';

describe('decodeItem', () => {
  it('agrees with a strict TextDecoder on what UTF-8 is', () => {
    const bytes = fc.array(
      fc.oneof(
        fc.constantFrom(0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0x41),
        fc.nat(255),
      ),
      { maxLength: 8 },
    );
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    fc.assert(
      fc.property(bytes, (values) => {
        const item = Uint8Array.from(values);
        const outcome = decodeItem(item);
        if (outcome.ok) {
          expect(outcome.value).toBe(decoder.decode(item));
          return;
        }
        const invalid = Number(/^is not valid UTF-8 \(byte (\d+)\)$/.exec(outcome.reason)?.[1]);
        expect(invalid).toBeLessThan(item.length);
        expect(decodeItem(item.subarray(0, invalid)).ok).toBe(true);
        expect(() => decoder.decode(item)).toThrow();
      }),
      { numRuns: 3000 },
    );
  });

  it('names the byte', () => {
    expect(decodeItem(Uint8Array.of(0x41, 0xc3, 0xa9, 0xff))).toEqual({
      ok: false,
      reason: 'is not valid UTF-8 (byte 3)',
    });
    expect(decodeItem(Uint8Array.of(0x41, 0xe2, 0x82))).toEqual({
      ok: false,
      reason: 'is not valid UTF-8 (byte 1)',
    });
  });
});

describe('parseJsonItem', () => {
  it('gives the value that JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJsonItem(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it.each([
    ['{"a":1', "expected ',' or '}' after property value at position 6"],
    ['{"secret" 1}', "expected ':' after property name at position 10"],
    ['secret-content', "unexpected token 's'"],
    ['{"a": secret secret secret secret}', "unexpected token 's'"],
    ["{'a': 1}", "expected property name or '}' at position 1"],
    ['1 2', 'unexpected non-whitespace character after JSON at position 2'],
    ['\uFEFF{}', 'unexpected U+FEFF'],
    ['', 'unexpected end of JSON input'],
    ['"a', 'unterminated string at position 2'],
    ["a\n', is not valid JSON", "unexpected token 'a'"],
  ])('says why %j is malformed, without its content', (text, reason) => {
    expect(parseJsonItem(text)).toEqual({ ok: false, reason: `is not valid JSON: ${reason}` });
  });
});

describe('parseCsvRecord', () => {
  it.each([
    ['', ['']],
    ['a', ['a']],
    ['a,,', ['a', '', '']],
    ['"a,""b""\n", c', ['a,"b"\n', ' c']],
    ['"",""', ['', '']],
  ])('takes %j apart', (text, value) => {
    expect(parseCsvRecord(text, ',')).toEqual({ ok: true, value });
  });

  it.each([
    ['a,b"c', 'has a quote inside an unquoted field (field 2)'],
    [' "a"', 'has a quote inside an unquoted field (field 1)'],
    ['a,"b', 'has a quote that is never closed (field 2)'],
    ['"a""', 'has a quote that is never closed (field 1)'],
    ['a,"b"c', 'has text after a closing quote (field 2)'],
    ['a\nb', 'has a line end inside an unquoted field (field 1)'],
  ])('says why %j is malformed', (text, reason) => {
    expect(parseCsvRecord(text, ',')).toEqual({ ok: false, reason });
  });
});

describe('readCsvItem', () => {
  it('gives an object of strings, whatever the column names', () => {
    const item = readCsvItem('1;2', ['__proto__', 'b'], ';');
    expect(item.ok && Object.entries(item.value)).toEqual([
      ['__proto__', '1'],
      ['b', '2'],
    ]);
  });

  it.each([
    ['1,2,3', 'has 3 fields, the header has 2'],
    ['1', 'has 1 field, the header has 2'],
    ['1,2"', 'has a quote inside an unquoted field (field 2)'],
  ])('says why %j is malformed', (text, reason) => {
    expect(readCsvItem(text, ['a', 'b'], ',')).toEqual({ ok: false, reason });
  });
});

describe('readItem', () => {
  const item = { index: 3, line: 4, start: 10, end: 17, bytes: Buffer.from('{"a":1}'), oversized: false };

  it('reads JSON and CSV', () => {
    expect(readItem(item, { type: 'json' })).toEqual({ ok: true, value: { a: 1 } });
    const csv = { ...item, bytes: Buffer.from('1') };
    expect(readItem(csv, { type: 'csv', delimiter: ',', columns: ['a'] })).toEqual({
      ok: true,
      value: { a: '1' },
    });
  });

  it('says why an item is malformed', () => {
    const oversized = { ...item, end: item.start + 7_340_032, bytes: null, oversized: true };
    expect(readItem(oversized, { type: 'jsonl' })).toEqual({
      ok: false,
      reason: 'is 7340032 bytes long; at most 6291456 are allowed',
    });
    const garbled = { ...item, bytes: Uint8Array.of(0xff) };
    expect(readItem(garbled, { type: 'jsonl' })).toEqual({
      ok: false,
      reason: 'is not valid UTF-8 (byte 0)',
    });
  });

  it('does not take an item without bytes for an empty one', () => {
    expect(() => readItem({ ...item, bytes: null }, { type: 'jsonl' })).toThrow(
      'Item 3 has no bytes; split the source with content: true.',
    );
  });
});
