import type { ByteRange } from '../protocol/ranges.ts';

/** Bytes of a file that are a piece of a body. */
export interface Segment {
  path: string;
  /** Offset of its first byte in the file. */
  first: number;
  length: number;
}

/** The segments of a range of a body, the ones at its ends cut to it. */
export function sliceSegments(segments: readonly Segment[], { first, last }: ByteRange): Segment[] {
  const sliced: Segment[] = [];
  let at = 0;
  for (const segment of segments) {
    const from = Math.max(first, at);
    const to = Math.min(last + 1, at + segment.length);
    if (from < to) sliced.push({ path: segment.path, first: segment.first + from - at, length: to - from });
    at += segment.length;
  }
  return sliced;
}

/** Bytes in all. */
export function segmentBytes(segments: readonly Segment[]): number {
  return segments.reduce((sum, { length }) => sum + length, 0);
}
