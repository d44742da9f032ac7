import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MergeJob, Part } from '../../../core/contracts/merge.ts';
import {
  bytesOf,
  groupParts,
  groupPieces,
  jobLimits,
  layoutParts,
  measureLayout,
  s3Limits,
  streamedPartBytes,
} from '../../../core/merge-layout/index.ts';
import { keys, pieces, wholePiece } from './arbitrary-pieces.ts';

/** An upload's id on AWS has some 130 characters; its key can be longer than any that fanfold writes. */
const upload = {
  key: `datasets/${'t'.repeat(64)}/${'r'.repeat(60)}/1/data.jsonl`,
  uploadId: 'u'.repeat(300),
};
const lineBytes = (job: MergeJob) => Buffer.byteLength(JSON.stringify(job));
const streamedBytes = (parts: Part[]) => parts.reduce((sum, { copy, bytes }) => sum + (copy ? 0 : bytes), 0);
const copiedBytes = (parts: Part[]) => parts.reduce((sum, { copy, bytes }) => sum + (copy ? bytes : 0), 0);

describe('pieces that jobs encode or join', () => {
  const bound = fc.integer({ min: 64_000_000, max: 500_000_000 });

  test('are all dealt out, in order, within the limits of bytes and pieces', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, bound, async (given, mostBytes) => {
        const groups = await Array.fromAsync(groupPieces(given, mostBytes));

        expect(groups.flat()).toEqual(given);
        for (const group of groups) {
          const bytes = group.reduce((sum, piece) => sum + bytesOf(piece), 0);
          expect(group.length).toBeGreaterThan(0);
          expect(group.length).toBeLessThanOrEqual(jobLimits.pieces);
          if (group.length > 1) expect(bytes).toBeLessThanOrEqual(mostBytes);
        }
      }),
    );
  });

  test('make lines under 200 KB', async () => {
    const most = Array.from({ length: 3_000 }, (_, unit) => wholePiece(90_000_000 + unit, 5_000));
    for await (const group of groupPieces(most, 1e12)) {
      const job: MergeJob = {
        kind: 'join',
        job: 99_999,
        key: keys.mergeObject(9_999, 9, 99_999),
        pieces: group,
      };
      expect(lineBytes(job)).toBeLessThan(200_000);
    }
  });
});

describe('parts that jobs send', () => {
  test('are all dealt out, in order, within the limits of what is streamed, copied and named', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (given) => {
        const { fits } = await measureLayout(given);
        const parts = await Array.fromAsync(layoutParts(given));

        const groups = await Array.fromAsync(groupParts(parts));

        expect(groups.flat()).toEqual(parts);
        for (const group of groups) {
          expect(group.length).toBeGreaterThan(0);
          if (group.length > 1) {
            expect(streamedBytes(group)).toBeLessThanOrEqual(
              jobLimits.streamedBytes + streamedPartBytes + s3Limits.leastPartBytes,
            );
            expect(copiedBytes(group)).toBeLessThanOrEqual(jobLimits.copiedBytes);
          }
          // What doesn't fit is joined first, and not dealt out so.
          if (fits)
            expect(lineBytes({ kind: 'parts', job: 99_999, upload, parts: group })).toBeLessThan(200_000);
        }
      }),
    );
  });

  test.each([
    ['copies', Array.from({ length: 2_000 }, (_, unit) => wholePiece(unit, 6_000_000))],
    ['tiny pieces', Array.from({ length: 20_000 }, (_, unit) => wholePiece(unit, 5_400))],
    [
      'streamed pieces between copies',
      Array.from({ length: 4_000 }, (_, unit) => wholePiece(unit, unit % 2 === 0 ? 12_000_000 : 9)),
    ],
  ])('make lines under 200 KB: %s', async (_, given) => {
    for await (const parts of groupParts(layoutParts(given))) {
      expect(lineBytes({ kind: 'parts', job: 99_999, upload, parts })).toBeLessThan(200_000);
    }
  });
});
