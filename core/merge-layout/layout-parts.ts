import type { Part, Piece } from '../contracts/merge.ts';
import type { InOrder } from './in-order.ts';
import { type JobLimits, jobLimits, s3Limits, streamedPartBytes } from './limits.ts';

const { leastPartBytes, mostPartBytes } = s3Limits;

/**
 * Lays pieces out as the parts of one multipart upload, in order: the object is the pieces, one after the other.
 *
 * A range of 5 MiB and more is copied by S3 itself. Smaller ones, and as much of the next large one as they lack, are
 * streamed together into parts of 5 MiB and more. Only the last part may be smaller. Memory grows with the pieces of
 * one part only.
 */
export async function* layoutParts(
  pieces: InOrder<Piece>,
  limits: Pick<JobLimits, 'pieces'> = jobLimits,
): AsyncGenerator<Part> {
  let number = 0;
  let pending: Piece[] = [];
  let pendingBytes = 0;
  const emit = (copy: boolean, parts: Piece[]): Part => {
    number += 1;
    return { number, bytes: parts.reduce((sum, each) => sum + bytesOf(each), 0), copy, pieces: parts };
  };
  const flush = (): Part => {
    const part = emit(false, pending);
    pending = [];
    pendingBytes = 0;
    return part;
  };
  const hold = (piece: Piece): void => {
    pending.push(piece);
    pendingBytes += bytesOf(piece);
  };

  for await (const given of pieces) {
    let rest: Piece = given;
    if (bytesOf(rest) >= leastPartBytes && pendingBytes > 0) {
      const lacking = leastPartBytes - pendingBytes;
      if (lacking > 0) {
        hold(cut(rest, rest.start, rest.start + lacking));
        rest = cut(rest, rest.start + lacking, rest.end);
      }
      yield flush();
    }
    while (bytesOf(rest) >= leastPartBytes) {
      const end = rest.start + copyLength(bytesOf(rest));
      yield emit(true, [cut(rest, rest.start, end)]);
      rest = cut(rest, end, rest.end);
    }
    if (bytesOf(rest) === 0) continue;
    hold(rest);
    if (
      pendingBytes >= streamedPartBytes ||
      (pending.length >= limits.pieces && pendingBytes >= leastPartBytes)
    )
      yield flush();
  }
  if (pendingBytes > 0) yield flush();
}

/** Bytes of a piece. */
export function bytesOf({ start, end }: Piece): number {
  return end - start;
}

/** As much as one copied part takes, but never so much that what is left would be too small for a part. */
function copyLength(bytes: number): number {
  if (bytes <= mostPartBytes) return bytes;
  return bytes - mostPartBytes >= leastPartBytes ? mostPartBytes : bytes - leastPartBytes;
}

function cut(piece: Piece, start: number, end: number): Piece {
  if (start === piece.start && end === piece.end) return piece;
  return { key: piece.key, start, end, whole: false };
}
