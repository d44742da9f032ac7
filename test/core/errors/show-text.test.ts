import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { showText } from '../../../core/errors/show-text.ts';

describe('text from elsewhere in a message', () => {
  test.each([
    ['s3://bucket/a key é 😀.jsonl', 's3://bucket/a key é 😀.jsonl'],
    ['two\nlines', 'two\\u{a}lines'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['\u202egpj.exe', '\\u{202e}gpj.exe'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['\u2028\u0085\u007f\u0000', '\\u{2028}\\u{85}\\u{7f}\\u{0}'],
  ])('%j', (text, shown) => {
    expect(showText(text)).toBe(shown);
  });

  test('is one line of at most so many characters, none of them cut in half', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.integer({ min: 4, max: 40 }),
        (text, longest) => {
          const shown = showText(text, longest);
          expect(shown.length).toBeLessThanOrEqual(longest);
          expect(shown.isWellFormed()).toBe(true);
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });
});

test('a message keeps its lines, has nothing else that can not be seen, and fits into a cause twice', () => {
  const { message } = new FanfoldError('InvalidRunInput', `one\ntwo \u001b[2J${'"'.repeat(10_000)}`);
  expect(message).toMatch(/^one\ntwo \\u\{1b\}\[2J"+\.\.\.$/);
  expect(JSON.stringify([message, message]).length).toBeLessThan(32_768);
});
