import fc from 'fast-check';
import { runKeys } from '../../../core/contracts/keys.ts';
import type { Piece } from '../../../core/contracts/merge.ts';
import { s3Limits, streamedPartBytes } from '../../../core/merge-layout/index.ts';

const { leastPartBytes, mostPartBytes } = s3Limits;

/** The longest keys that a run can have. */
export const keys = runKeys('r'.repeat(60));

/** Sizes at which a layout decides something, and those around them. */
const size = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 100_000, max: 3_000_000 }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(leastPartBytes, streamedPartBytes, 2 * leastPartBytes),
        fc.integer({ min: -2, max: 2 }),
      )
      .map(([limit, beside]) => limit + beside),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(mostPartBytes, mostPartBytes + leastPartBytes, 2 * mostPartBytes, 12 * mostPartBytes),
        fc.integer({ min: -2, max: 2 }),
      )
      .map(([limit, beside]) => limit + beside),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 300_000_000 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);

/** A stretch of objects that are all of one size, as units' outputs often nearly are: thousands of them in few values. */
const stretch = fc
  .tuple(size, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2_500 })))
  .map(([bytes, count]) => Array.from({ length: bytes > 1e9 ? 1 : count }, () => bytes));

/** Objects to be merged, in order; some of them begin behind their first bytes, as where the rows of retried items stand. */
export const pieces: fc.Arbitrary<Piece[]> = fc
  .tuple(fc.array(stretch, { maxLength: 8 }), fc.integer({ min: 2, max: 50 }))
  .map(([stretches, every]) =>
    stretches
      .flat()
      .map((bytes, unit) =>
        unit % every === 1
          ? { ...wholePiece(unit, 7 + bytes), start: 7, whole: false }
          : wholePiece(unit, bytes),
      ),
  );

/** The output of a unit. */
export function wholePiece(unit: number, bytes: number): Piece {
  return { key: keys.output(unit, 1), start: 0, end: bytes, whole: true };
}

/** Ranges one after the other, with neighbours of one object joined: two of the same bytes in order are equal so. */
export function joinRanges(ranges: Iterable<Piece>): { key: string; start: number; end: number }[] {
  const joined: { key: string; start: number; end: number }[] = [];
  for (const { key, start, end } of ranges) {
    if (start === end) continue;
    const last = joined.at(-1);
    if (last?.key === key && last.end === start) last.end = end;
    else joined.push({ key, start, end });
  }
  return joined;
}
