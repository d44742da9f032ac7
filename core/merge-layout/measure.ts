import type { Piece } from '../contracts/merge.ts';
import { divideIntoObjects } from './divide.ts';
import type { InOrder } from './in-order.ts';
import { bytesOf, layoutParts } from './layout-parts.ts';
import { type JobLimits, jobLimits, mostPlannedParts } from './limits.ts';

/** What pieces come to, laid out as they are. */
export interface LayoutMeasure {
  pieces: number;
  bytes: number;
  /** Objects of the data set, each an upload of its own. */
  objects: number;
  /** Of all objects. */
  parts: number;
  streamedBytes: number;
  /** They can be the parts of one upload per object, each describable in one job. */
  fits: boolean;
}

/** What bounds a layout. */
export interface LayoutBounds {
  /** Bytes of an object, where the data set is to have several. Default: one object. */
  mostObjectBytes?: number | undefined;
  /** Default: {@link jobLimits}. */
  limits?: JobLimits | undefined;
}

/** Lays pieces out without keeping anything. */
export async function measureLayout(
  pieces: InOrder<Piece>,
  { mostObjectBytes = Number.POSITIVE_INFINITY, limits = jobLimits }: LayoutBounds = {},
): Promise<LayoutMeasure> {
  const measure = { pieces: 0, bytes: 0, objects: 0, parts: 0, streamedBytes: 0, fits: true };
  const count = async function* (): AsyncGenerator<Piece> {
    for await (const piece of pieces) {
      measure.pieces += 1;
      measure.bytes += bytesOf(piece);
      yield piece;
    }
  };
  for await (const object of divideIntoObjects(count(), mostObjectBytes)) {
    measure.objects += 1;
    for await (const part of layoutParts(object, limits)) {
      measure.parts += 1;
      if (!part.copy) measure.streamedBytes += part.bytes;
      if (part.pieces.length > limits.pieces || part.number > mostPlannedParts) measure.fits = false;
    }
  }
  return measure;
}

/** True if one Lambda does the whole merge at once: less to do than to deal out. */
export function isSmall(
  { pieces, bytes, streamedBytes, parts, objects }: LayoutMeasure,
  limits: JobLimits = jobLimits,
): boolean {
  return (
    objects <= 1 &&
    pieces <= limits.pieces &&
    parts <= limits.pieces &&
    streamedBytes <= limits.streamedBytes &&
    bytes - streamedBytes <= limits.copiedBytes
  );
}

/**
 * Bytes of the objects that a join makes: few enough of them for one upload, large enough to be copied from there, and
 * no more than an object of the data set may have.
 */
export function joinedBytes(
  { bytes }: LayoutMeasure,
  mostObjectBytes: number = Number.POSITIVE_INFINITY,
): number {
  const objectBytes = Math.min(bytes, mostObjectBytes);
  return Math.min(Math.max(64 * 1024 ** 2, Math.ceil(objectBytes / 4_000)), mostObjectBytes);
}
