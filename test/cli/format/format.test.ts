import { expect, test } from 'vitest';
import { formatBytes } from '../../../cli/format/bytes.ts';
import {
  countOf,
  formatCount,
  formatDollars,
  formatFigure,
  formatShare,
} from '../../../cli/format/numbers.ts';
import { showText } from '../../../cli/format/show-text.ts';
import { formatDuration } from '../../../cli/format/time.ts';
import { cutText, wrapText } from '../../../cli/format/wrap.ts';

test.each([
  [0, '0 ms'],
  [0.0002, '1 µs'],
  [0.012, '12 µs'],
  [0.9996, '1 ms'],
  [4.23, '4.2 ms'],
  [350.4, '350 ms'],
  [999.6, '1 s'],
  [1_840, '1.8 s'],
  [42_300, '42 s'],
  [59_700, '1 min'],
  [200_000, '3 min 20 s'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 5 min'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [1024, '1 KB'],
  [9_863_892, '9.4 MB'],
  [200 * 1024 ** 2, '200 MB'],
  [1024 ** 3 - 1, '1 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.00001, '< 0.01 %'],
  [0.0004, '0.04 %'],
  [0.125, '12.5 %'],
  [0.85, '85 %'],
  [0.9999, '> 99.9 %'],
  [1, '100 %'],
])('a share of %d is %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test.each([
  [0, '0'],
  [0.00123, '0.0012'],
  [0.314, '0.31'],
  [3.44, '3.4'],
  [12.34, '12.3'],
  [41_234.5, '41,235'],
])('the figure %d is %s', (value, text) => {
  expect(formatFigure(value)).toBe(text);
});

test('counts and dollars', () => {
  expect([formatCount(200_000), countOf(1, 'item'), countOf(1_200, 'item')]).toEqual([
    '200,000',
    '1 item',
    '1,200 items',
  ]);
  expect([0, 0.00001, 0.0123, 12.345].map(formatDollars)).toEqual([
    '$0',
    'under $0.0001',
    '$0.0123',
    '$12.35',
  ]);
});

test('texts of others are shown on one line, cut, without control characters', () => {
  expect(cutText('one\ntwo\u001b[31m three', 80)).toBe('one two [31m three');
  expect(cutText('abcdefgh', 5)).toBe('abcd…');
  expect([showText('plain-1'), showText('two words'), showText('')]).toEqual([
    'plain-1',
    "'two words'",
    "''",
  ]);
});

test('wraps at spaces and keeps what fits as it is', () => {
  expect(wrapText('aa bb cc\n  kept as is', 12)).toEqual(['aa bb cc', '  kept as is']);
  expect(wrapText('aa bb cc dd', 6)).toEqual(['aa bb', 'cc dd']);
});
