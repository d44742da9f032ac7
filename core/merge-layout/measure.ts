import type { Piece } from '../contracts/merge.ts';
import type { InOrder } from './in-order.ts';
import { bytesOf, layoutParts } from './layout-parts.ts';
import { mostPieces, mostPlannedParts, mostStreamedBytes } from './limits.ts';

/** What pieces come to, laid out as they are. */
export interface LayoutMeasure {
  pieces: number;
  bytes: number;
  parts: number;
  streamedBytes: number;
  /** They can be the parts of one upload, each describable in one job. */
  fits: boolean;
}

/** Lays pieces out without keeping anything. */
export async function measureLayout(pieces: InOrder<Piece>): Promise<LayoutMeasure> {
  const measure = { pieces: 0, bytes: 0, parts: 0, streamedBytes: 0, fits: true };
  const count = async function* (): AsyncGenerator<Piece> {
    for await (const piece of pieces) {
      measure.pieces += 1;
      measure.bytes += bytesOf(piece);
      yield piece;
    }
  };
  for await (const part of layoutParts(count())) {
    measure.parts += 1;
    if (!part.copy) measure.streamedBytes += part.bytes;
    if (part.pieces.length > mostPieces) measure.fits = false;
  }
  if (measure.parts > mostPlannedParts) measure.fits = false;
  return measure;
}

/** True if one Lambda does the whole merge at once: less to do than to deal out. */
export function isSmall({ pieces, streamedBytes, parts }: LayoutMeasure): boolean {
  return pieces <= mostPieces && parts <= mostPieces && streamedBytes <= mostStreamedBytes;
}

/** Bytes of the objects that a join makes: few enough of them for one upload, and large enough to be copied from there. */
export function joinedBytes({ bytes }: LayoutMeasure): number {
  return Math.max(64 * 1024 ** 2, Math.ceil(bytes / 4_000));
}
