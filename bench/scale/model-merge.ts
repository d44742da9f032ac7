import { runKeys } from '../../core/contracts/keys.ts';
import type { Piece } from '../../core/contracts/merge.ts';
import {
  bytesOf,
  groupParts,
  groupPieces,
  isSmall,
  joinedBytes,
  layoutParts,
  measureLayout,
} from '../../core/merge-layout/index.ts';
import { assumptions } from './assumptions.ts';
import { countJob, type JobCount } from './count-job.ts';
import { type StepTime, timeStep } from './time-step.ts';

/** One state of a merge. */
export interface ModelledStep extends StepTime {
  name: string;
  lambdas: number;
  writes: number;
  gets: number;
  streamedBytes: number;
  copiedBytes: number;
  /** Of all Lambdas together. */
  lambdaSeconds: number;
  transitions: number;
  /** Units of DynamoDB's bill. */
  ledgerWrites: number;
  ledgerReads: number;
}

/** A merge as it would go on AWS. */
export interface ModelledMerge {
  pieces: number;
  bytes: number;
  /** Of the data set's own upload. */
  parts: number;
  steps: ModelledStep[];
}

/** A row of the ledger is read so often: PlanMerge judges the run (twice) and measures and deals out its outputs. */
const readsPerReceipt = 4;
/** Seal adds the receipts up once more. */
const readsAtSeal = 2;

/** Plans the merge of outputs with the code that plans it on AWS, and counts what each step takes. */
export async function modelMerge(outputs: readonly Piece[]): Promise<ModelledMerge> {
  const keys = runKeys('model');
  const steps: ModelledStep[] = [planStep(outputs.length, readsPerReceipt)];
  let pieces = [...outputs];
  let measure = await measureLayout(pieces);
  const { bytes } = measure;
  while (!measure.fits) {
    const jobs: JobCount[] = [];
    const joined: Piece[] = [];
    for await (const group of groupPieces(pieces, joinedBytes(measure))) {
      jobs.push(countJob(await Array.fromAsync(layoutParts(group)), 'join'));
      const key = keys.mergeObject(1, steps.length, joined.length);
      joined.push({ key, start: 0, end: group.reduce((sum, piece) => sum + bytesOf(piece), 0), whole: true });
    }
    steps.push(describeStep('Merge: join', jobs), planStep(joined.length, 3));
    pieces = joined;
    measure = await measureLayout(pieces);
  }
  const parts = await Array.fromAsync(layoutParts(pieces));
  if (isSmall(measure)) {
    const all = countJob(parts, 'join');
    steps.push(sealStep(outputs.length, parts.length, all));
  } else {
    const groups = await Array.fromAsync(groupParts(parts));
    steps.push(
      describeStep(
        'Merge: parts',
        groups.map((group) => countJob(group, 'parts')),
      ),
      sealStep(outputs.length, parts.length, undefined),
    );
  }
  return { pieces: outputs.length, bytes, parts: parts.length, steps };
}

function planStep(rows: number, reads: number): ModelledStep {
  return readingStep('PlanMerge', rows * reads, {
    writes: 3,
    gets: 0,
    seconds: 0,
    streamedBytes: 0,
    copiedBytes: 0,
  });
}

function sealStep(rows: number, parts: number, job: JobCount | undefined): ModelledStep {
  const work = job ?? { writes: 0, gets: 0, seconds: 0, streamedBytes: 0, copiedBytes: 0 };
  const completing = (parts / 1_000) * assumptions.completeSecondsPerThousandParts.value;
  return readingStep('Seal', rows * readsAtSeal, {
    ...work,
    writes: work.writes + 3,
    seconds: work.seconds + completing,
  });
}

/** A state that is one Lambda and reads the ledger. */
function readingStep(
  name: string,
  rows: number,
  work: Pick<JobCount, 'writes' | 'gets' | 'seconds' | 'streamedBytes' | 'copiedBytes'>,
): ModelledStep {
  const { coldStartSeconds, receiptsPerSecond, receiptBytes } = assumptions;
  const reading = rows / receiptsPerSecond.value;
  const seconds = coldStartSeconds.value + reading + work.seconds;
  return {
    name,
    lambdas: 1,
    writes: work.writes,
    gets: work.gets,
    streamedBytes: work.streamedBytes,
    copiedBytes: work.copiedBytes,
    seconds,
    binds: reading > work.seconds ? 'reading the ledger' : 'its own work',
    lambdaSeconds: seconds,
    transitions: 2,
    ledgerWrites: 0,
    ledgerReads: Math.ceil((rows * receiptBytes.value) / 4_096),
  };
}

function describeStep(name: string, jobs: readonly JobCount[]): ModelledStep {
  const sum = (of: (job: JobCount) => number): number => jobs.reduce((total, job) => total + of(job), 0);
  return {
    name,
    lambdas: jobs.length,
    writes: sum((job) => job.writes),
    gets: sum((job) => job.gets),
    streamedBytes: sum((job) => job.streamedBytes),
    copiedBytes: sum((job) => job.copiedBytes),
    ...timeStep(jobs),
    lambdaSeconds: sum((job) => job.seconds),
    transitions: 1 + 2 * jobs.length,
    ledgerWrites: sum((job) => job.ledgerWrites),
    ledgerReads: 0,
  };
}
