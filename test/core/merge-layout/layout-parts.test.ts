import fc from 'fast-check';
import { expect, test } from 'vitest';
import { part } from '../../../core/contracts/merge.ts';
import { bytesOf, layoutParts, s3Limits, streamedPartBytes } from '../../../core/merge-layout/index.ts';
import { joinRanges, pieces, wholePiece } from './arbitrary-pieces.ts';

const { leastPartBytes, mostPartBytes } = s3Limits;
const layout = (sizes: number[]) =>
  Array.fromAsync(layoutParts(sizes.map((bytes, unit) => wholePiece(unit, bytes))));

test('parts in order hold every byte of the pieces exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (given) => {
      const parts = await Array.fromAsync(layoutParts(given));

      expect(joinRanges(parts.flatMap((each) => each.pieces))).toEqual(joinRanges(given));
      expect(parts.map(({ number }) => number)).toEqual(parts.map((_, at) => at + 1));
      for (const each of parts) {
        expect(each.bytes).toBe(each.pieces.reduce((sum, one) => sum + bytesOf(one), 0));
      }
    }),
  );
});

test('only the last part is below 5 MiB, none above 5 GiB, and a streamed one fits in memory', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (given) => {
      const parts = await Array.fromAsync(layoutParts(given));

      for (const { bytes } of parts.slice(0, -1)) expect(bytes).toBeGreaterThanOrEqual(leastPartBytes);
      for (const { bytes, copy } of parts) {
        expect(bytes).toBeLessThanOrEqual(copy ? mostPartBytes : streamedPartBytes + leastPartBytes);
        expect(bytes).toBeGreaterThan(0);
      }
    }),
  );
});

test('a copied part is one range of 5 MiB at least, and a piece is whole exactly if it is all of its object', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (given) => {
      const sizes = new Map(given.map(({ key, end }) => [key, end]));
      for await (const { copy, bytes, pieces: ranges } of layoutParts(given)) {
        if (copy) {
          expect(ranges).toHaveLength(1);
          expect(bytes).toBeGreaterThanOrEqual(leastPartBytes);
        }
        for (const { key, start, end, whole } of ranges) {
          expect(whole).toBe(start === 0 && end === sizes.get(key));
          expect(end).toBeGreaterThan(start);
        }
      }
    }),
  );
});

test('of objects that are all 5 MiB at least, no byte is streamed', async () => {
  const large = fc.array(fc.integer({ min: leastPartBytes, max: 3 * mostPartBytes }), { maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(large, async (sizes) => {
      for (const { copy } of await layout(sizes)) expect(copy).toBe(true);
    }),
  );
});

test('of a large object no more is streamed than its small neighbours lack', async () => {
  const parts = await layout([1_000, 3 * leastPartBytes, 2_000]);

  expect(parts.map(({ copy, bytes }) => ({ copy, bytes }))).toEqual([
    { copy: false, bytes: leastPartBytes },
    { copy: true, bytes: 2 * leastPartBytes + 1_000 },
    { copy: false, bytes: 2_000 },
  ]);
});

test('an object beyond 5 GiB is copied in ranges none of which is too small', async () => {
  const parts = await layout([mostPartBytes + 1]);

  expect(parts.map(({ copy, bytes }) => ({ copy, bytes }))).toEqual([
    { copy: true, bytes: mostPartBytes + 1 - leastPartBytes },
    { copy: true, bytes: leastPartBytes },
  ]);
});

test('no pieces make no part, nor do empty ones', async () => {
  expect(await layout([])).toEqual([]);
  expect(await layout([0, 0])).toEqual([]);
});

test('parts are what a job may hold', async () => {
  for (const each of await layout([1, 2, leastPartBytes, 4])) expect(() => part.parse(each)).not.toThrow();
});
