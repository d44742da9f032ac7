import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Piece } from '../../../core/contracts/merge.ts';
import {
  bytesOf,
  groupPieces,
  isSmall,
  jobLimits,
  joinedBytes,
  layoutParts,
  measureLayout,
  mostPlannedParts,
} from '../../../core/merge-layout/index.ts';
import { pieces, wholePiece } from './arbitrary-pieces.ts';

const repeat = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, unit) => wholePiece(unit, bytes));

test('a measure says what the layout comes to', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, async (given) => {
      const parts = await Array.fromAsync(layoutParts(given));

      const measure = await measureLayout(given);

      expect(measure).toMatchObject({
        pieces: given.length,
        bytes: given.reduce((sum, piece) => sum + bytesOf(piece), 0),
        parts: parts.length,
        streamedBytes: parts.reduce((sum, { copy, bytes }) => sum + (copy ? 0 : bytes), 0),
        fits:
          parts.length <= mostPlannedParts &&
          parts.every(({ pieces: ranges }) => ranges.length <= jobLimits.pieces),
      });
    }),
  );
});

/** What a join step makes of pieces: an object per group. */
async function join(given: Piece[], mostBytes?: number): Promise<Piece[]> {
  const objects: Piece[] = [];
  for await (const group of groupPieces(
    given,
    joinedBytes(await measureLayout(given, { mostObjectBytes: mostBytes }), mostBytes),
  )) {
    objects.push(
      wholePiece(
        objects.length,
        group.reduce((sum, piece) => sum + bytesOf(piece), 0),
      ),
    );
  }
  return objects;
}

describe('what does not fit into one upload', () => {
  test.each([
    ['too many parts', repeat(100_000, 10_000_000)],
    ['too many pieces in a part', repeat(30_000, 100)],
    ['two million tiny pieces', repeat(2_000_000, 100)],
    [
      'parts of 5 GiB, 4 TiB of them, and as many small ones',
      [...repeat(800, 5 * 1024 ** 3), ...repeat(20_000, 6e6)],
    ],
  ])('does after joining twice at most: %s', async (_, given) => {
    expect((await measureLayout(given)).fits).toBe(false);

    const once = await join(given);
    const twice = (await measureLayout(once)).fits ? once : await join(once);

    expect((await measureLayout(twice)).fits).toBe(true);
  });

  test('is joined into objects no larger than those of the data set may be', async () => {
    const bound = 64_000_000;
    const given = repeat(30_000, 70_000);
    for (const piece of await join(given, bound)) expect(bytesOf(piece)).toBeLessThanOrEqual(bound);
    for (const piece of await join(repeat(10_000, 30_000_000), bound))
      expect(bytesOf(piece)).toBeLessThanOrEqual(bound);
  });

  test('does where it is divided into several objects, each of which has an upload of its own', async () => {
    const given = repeat(20_000, 6_000_000);

    expect((await measureLayout(given)).fits).toBe(false);
    expect((await measureLayout(given, { mostObjectBytes: 10e9 })).fits).toBe(true);
  });
});

describe('one Lambda does it all at once', () => {
  test.each([
    ['small', repeat(100, 500_000), true],
    ['copies only', repeat(500, 20_000_000), true],
    ['nothing', [], true],
    ['too many bytes to stream', repeat(1_000, 500_000), false],
    ['too many bytes to copy in the time of a Lambda', repeat(500, 5e9), false],
    ['too many pieces', repeat(jobLimits.pieces + 1, 10), false],
  ])('%s', async (_, given, small) => {
    expect(isSmall(await measureLayout(given))).toBe(small);
  });
});
