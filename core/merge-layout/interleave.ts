import type { Piece } from '../contracts/merge.ts';
import { combineCrc64 } from '../digest/crc64nvme.ts';

/** A unit's output as its receipt describes it. */
export interface RetriedOutput {
  key: string;
  bytes: number;
  crc: bigint;
}

/** Where a failed item's rows would stand in its unit's output, and the rows that a later generation has of it. */
export interface Gap {
  /** Bytes of the output before it, and their CRC64NVME, as the item's failure record says. */
  offset: number;
  crcBefore: bigint;
  /** Null if the item failed again, or has no rows. */
  rows: { piece: Piece; crc: bigint } | null;
}

/** A piece with the CRC64NVME of its bytes. */
export interface CheckedPiece {
  piece: Piece;
  crc: bigint;
}

/**
 * Puts the rows of items that succeeded only in a later generation in their right places: the unit's output is cut where
 * they would have stood. What comes out is byte for byte what a run gives that never failed, and the CRC of every piece is
 * known without reading one: that of a range follows from those before its start and before its end.
 * @param output null if the unit had no rows; the gaps are then all at 0
 * @param gaps in order of their items
 */
export function* interleaveRetried(
  output: RetriedOutput | null,
  gaps: readonly Gap[],
): Generator<CheckedPiece> {
  let start = 0;
  let crcBefore = 0n;
  const cutUntil = function* (end: number, crc: bigint): Generator<CheckedPiece> {
    if (output === null || end === start) return;
    const whole = start === 0 && end === output.bytes;
    yield { piece: { key: output.key, start, end, whole }, crc: combineCrc64(crcBefore, crc, end - start) };
    start = end;
    crcBefore = crc;
  };
  for (const gap of gaps) {
    if (gap.rows === null) continue;
    yield* cutUntil(gap.offset, gap.crcBefore);
    yield gap.rows;
  }
  if (output !== null) yield* cutUntil(output.bytes, output.crc);
}
