import type { Part, Piece } from '../contracts/merge.ts';
import type { InOrder } from './in-order.ts';
import { bytesOf } from './layout-parts.ts';
import { type JobLimits, jobLimits } from './limits.ts';

/** Groups consecutive pieces, up to so many bytes and pieces a group; a larger piece is a group of its own. */
export async function* groupPieces(
  pieces: InOrder<Piece>,
  mostBytes: number,
  limits: JobLimits = jobLimits,
): AsyncGenerator<Piece[]> {
  let group: Piece[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    if (group.length > 0 && (group.length >= limits.pieces || bytes + bytesOf(piece) > mostBytes)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(piece);
    bytes += bytesOf(piece);
  }
  if (group.length > 0) yield group;
}

/** Groups consecutive parts into what one merge Lambda sends: bounded in bytes streamed and copied, copies and pieces. */
export async function* groupParts(
  parts: InOrder<Part>,
  limits: JobLimits = jobLimits,
): AsyncGenerator<Part[]> {
  let group: Part[] = [];
  let sum = { streamed: 0, copied: 0, pieces: 0 };
  for await (const part of parts) {
    const full =
      sum.streamed >= limits.streamedBytes ||
      group.length >= limits.copies ||
      sum.pieces + part.pieces.length > limits.pieces ||
      (part.copy && sum.copied + part.bytes > limits.copiedBytes);
    if (group.length > 0 && full) {
      yield group;
      group = [];
      sum = { streamed: 0, copied: 0, pieces: 0 };
    }
    group.push(part);
    sum.pieces += part.pieces.length;
    sum[part.copy ? 'copied' : 'streamed'] += part.bytes;
  }
  if (group.length > 0) yield group;
}
