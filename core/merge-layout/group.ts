import type { Part, Piece } from '../contracts/merge.ts';
import type { InOrder } from './in-order.ts';
import { bytesOf } from './layout-parts.ts';
import { mostCopies, mostPieces, mostStreamedBytes } from './limits.ts';

/** Groups consecutive pieces, up to so many bytes and 1,000 pieces a group; a larger piece is a group of its own. */
export async function* groupPieces(pieces: InOrder<Piece>, mostBytes: number): AsyncGenerator<Piece[]> {
  let group: Piece[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    if (group.length > 0 && (group.length >= mostPieces || bytes + bytesOf(piece) > mostBytes)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(piece);
    bytes += bytesOf(piece);
  }
  if (group.length > 0) yield group;
}

/** Groups consecutive parts into what one merge Lambda sends: bounded in bytes streamed, copies and pieces. */
export async function* groupParts(parts: InOrder<Part>): AsyncGenerator<Part[]> {
  let group: Part[] = [];
  let streamed = 0;
  let pieces = 0;
  for await (const part of parts) {
    const full =
      streamed >= mostStreamedBytes || group.length >= mostCopies || pieces + part.pieces.length > mostPieces;
    if (group.length > 0 && full) {
      yield group;
      group = [];
      streamed = 0;
      pieces = 0;
    }
    group.push(part);
    pieces += part.pieces.length;
    if (!part.copy) streamed += part.bytes;
  }
  if (group.length > 0) yield group;
}
