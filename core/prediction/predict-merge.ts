import type { Piece } from '../contracts/merge.ts';
import {
  bytesOf,
  groupParts,
  groupPieces,
  isSmall,
  jobLimits,
  joinedBytes,
  layoutParts,
  measureLayout,
} from '../merge-layout/index.ts';

/** What is merged, and into what. */
export interface MergeShape {
  /** Outputs of units, and bytes of each. */
  outputs: number;
  outputBytes: number;
  /** Rows are encoded: CSV, Parquet or a compression. */
  encoded: boolean;
  folds: boolean;
  /** Bound of one object of the data set. Default: one object. */
  mostObjectBytes?: number | undefined;
}

/** Steps of the merge, Lambdas in all of them and how long those take together; objects of the data set. */
export interface MergePrediction {
  steps: number;
  jobs: number;
  jobsMs: number;
  objects: number;
}

/** A merge Lambda's start, and bytes that it reads and sends on in a second. Assumed, as in `docs/scale.md`; a copy is taken to be as slow. */
const jobStartMs = 1_000;
const jobBytesPerSecond = 75e6;

/** Bytes of rows that one job encodes or folds: `functions/plan-merge/write-jobs.ts`. */
const mostEncodedBytes = 128 * 1024 ** 2;

/**
 * Lays a merge out as PlanMerge does, with the same layout code. Encoded rows are taken to be as many bytes as plain ones, a folded
 * row to be as many as a unit's output.
 */
export async function predictMerge(shape: MergeShape): Promise<MergePrediction> {
  const { objects, steps, jobs, movedBytes } = await layOutMerge(shape);
  const jobsMs = jobs * jobStartMs + (movedBytes / jobBytesPerSecond) * 1_000;
  return { steps, jobs, jobsMs, objects };
}

async function layOutMerge(shape: MergeShape) {
  const { outputs, outputBytes, encoded, folds, mostObjectBytes } = shape;
  const merge = { steps: 0, jobs: 0, movedBytes: 0 };
  let pieces = repeatPiece(outputBytes, outputBytes === 0 ? 0 : outputs);
  const regroup = async (mostBytes: number, sizeOf: (group: Piece[]) => number): Promise<void> => {
    const sizes: number[] = [];
    for await (const group of groupPieces(pieces, mostBytes)) {
      sizes.push(sizeOf(group));
      merge.movedBytes += sumBytes(group);
    }
    merge.steps += 1;
    merge.jobs += sizes.length;
    pieces = sizes.map(makePiece);
  };
  let measure = await measureLayout(pieces, { mostObjectBytes });
  if (folds) {
    while (measure.pieces > 1 && !isOneJob(measure)) {
      const before = measure.pieces;
      await regroup(mostEncodedBytes, () => outputBytes);
      measure = await measureLayout(pieces, { mostObjectBytes });
      // Rows that are too large to be folded by twos are left as they are.
      if (measure.pieces === before) break;
    }
    const movedBytes = merge.movedBytes + measure.bytes;
    return { steps: merge.steps + 1, jobs: merge.jobs + 1, movedBytes, objects: 1 };
  }
  if (encoded) {
    if (measure.pieces <= 1 || (isSmall(measure) && measure.bytes <= jobLimits.streamedBytes))
      return { ...merge, objects: 1 };
    await regroup(Math.min(mostEncodedBytes, mostObjectBytes ?? mostEncodedBytes), sumBytes);
    measure = await measureLayout(pieces, { mostObjectBytes });
  }
  while (!isSmall(measure) && !measure.fits) {
    await regroup(joinedBytes(measure, mostObjectBytes), sumBytes);
    measure = await measureLayout(pieces, { mostObjectBytes });
  }
  const objects = Math.max(1, measure.objects);
  if (isSmall(measure)) return { ...merge, objects };
  let jobs = 0;
  for await (const _ of groupParts(layoutParts(pieces))) jobs += 1;
  return {
    steps: merge.steps + 1,
    jobs: merge.jobs + jobs,
    movedBytes: merge.movedBytes + measure.bytes,
    objects,
  };
}

function isOneJob({ pieces, bytes }: { pieces: number; bytes: number }): boolean {
  return pieces <= jobLimits.pieces && bytes <= jobLimits.streamedBytes;
}

/** Pieces of one size, made as they are asked for: there may be hundreds of thousands. */
function repeatPiece(bytes: number, count: number): Iterable<Piece> {
  return {
    *[Symbol.iterator]() {
      for (let at = 0; at < count; at++) yield makePiece(bytes, at);
    },
  };
}

function makePiece(bytes: number, at: number): Piece {
  return { key: String(at), start: 0, end: bytes, whole: true };
}

function sumBytes(group: readonly Piece[]): number {
  return group.reduce((sum, piece) => sum + bytesOf(piece), 0);
}
