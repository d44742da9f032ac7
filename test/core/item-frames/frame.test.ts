import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, type Frame, FrameReader, frameType } from '../../../core/item-frames/frame.ts';

const u32 = fc.nat({ max: 0xffff_ffff });
const frame: fc.Arbitrary<Frame & { type: (typeof frameType)[keyof typeof frameType] }> = fc.record({
  type: fc.constantFrom(...Object.values(frameType)),
  item: u32,
  attempts: fc.nat({ max: 0xffff }),
  durationUs: u32,
  rows: u32,
  retriesUsed: fc.nat({ max: 0xffff }),
  throttled: fc.nat({ max: 1 }),
  payload: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
});

/** Reads bytes that come in chunks of these sizes, over and over. */
function readChunks(bytes: Buffer, sizes: readonly number[]): Frame[] {
  const reader = new FrameReader();
  const frames: Frame[] = [];
  for (let from = 0, turn = 0; from < bytes.byteLength; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    frames.push(...reader.push(bytes.subarray(from, from + size)));
    from += size;
  }
  return frames;
}

describe('frames', () => {
  test('are the same however their bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 }),
        (frames, sizes) => {
          const bytes = Buffer.concat(frames.map((each) => encodeFrame(each)));
          expect(readChunks(bytes, sizes)).toEqual(frames);
        },
      ),
    );
  });

  test('of which the last is cut off are those before it (a header alone has 24 bytes)', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 23 }),
        (frames, missing) => {
          const bytes = Buffer.concat(frames.map((each) => encodeFrame(each)));
          expect(readChunks(bytes.subarray(0, -missing), [64])).toEqual(frames.slice(0, -1));
        },
      ),
    );
  });

  test('hold numbers as far as there is room for them', () => {
    const [read] = readChunks(encodeFrame({ type: frameType.done, attempts: 70_000, durationUs: 1e12 }), [7]);

    expect(read).toMatchObject({ attempts: 0xffff, durationUs: 0xffff_ffff, item: 0, rows: 0 });
  });
});
