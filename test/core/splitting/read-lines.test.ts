import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from '../../../core/splitting/read-lines.ts';
import { collect } from '../../client/collect.ts';

async function split(chunks: Buffer[]): Promise<string[]> {
  async function* stream() {
    yield* chunks;
  }
  return collect(readLines(stream()));
}

test('gives the lines that were written, however the bytes are cut', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
      const bytes = Buffer.from(lines.map((each) => `${each}\n`).join(''));
      const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(await split(chunks)).toEqual(lines);
    }),
  );
});

test('a last line needs no line feed, and only a line feed ends a line', async () => {
  expect(await split([Buffer.from('{"a":"\u2028"}\r\n{"b":1}')])).toEqual(['{"a":"\u2028"}\r', '{"b":1}']);
});
