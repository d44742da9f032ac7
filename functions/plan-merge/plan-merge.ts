import type { Ledger } from '../../aws/ledger/index.ts';
import { readOutputFormat } from '../../aws/merging/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import {
  abortUploads,
  judgeRun,
  type PlannedRow,
  readSources,
  type SourceList,
} from '../../aws/run-outputs/index.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { MergeFormat, MergePlan, PieceSource, PlanMergeEvent } from '../../core/contracts/merge.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import {
  isSmall,
  type JobLimits,
  jobLimits,
  joinedBytes,
  measureLayout,
} from '../../core/merge-layout/index.ts';
import { checkJobs } from './check-jobs.ts';
import { planParts } from './plan-parts.ts';
import { shutDoor } from './shut-door.ts';
import { chunkBytes, writeFoldJobs, writeObjectJobs } from './write-jobs.ts';

/** What PlanMerge needs around it. */
export interface PlanMergeSurroundings {
  ledger: Ledger;
  store: ObjectStore;
  bucket: string;
  /** What one job does at most. Default: {@link jobLimits}. */
  limits?: JobLimits;
}

/**
 * Plans the next step of a run's merge, or says that Seal can do the rest at once. Rows are first encoded, if the data
 * set isn't plain JSONL; too many pieces are joined into fewer; then the parts of the data set's own upload are dealt
 * out. What is small is left to Seal altogether.
 */
export async function planMerge(around: PlanMergeSurroundings, event: PlanMergeEvent): Promise<MergePlan> {
  const found = await around.ledger.getRun(event.runId);
  if (found === undefined || found.items === undefined || found.units === undefined) {
    throw new FanfoldError('RunClosed', `Run ${event.runId} isn't planned, so it can't be merged`);
  }
  const { format, compress, maxObjectBytes, folds } = found.settings;
  const settled: MergeFormat = {
    format,
    compress,
    ...(maxObjectBytes !== undefined && { maxObjectBytes }),
    ...(folds && { folds }),
  };
  const previous =
    event.previous ?? startPlan(around.bucket, found.runId, found.epoch, settled, event.maxConcurrency);
  if (found.sealed !== undefined) return { ...previous, status: 'SEAL', kind: 'none' };
  const sealing = await shutDoor(around.ledger, found, event);
  const row: PlannedRow = { ...sealing, items: found.items, units: found.units };
  const plan = { ...previous, epoch: row.epoch };
  await checkJobs(around.ledger, plan);
  // Its parts are in their upload: only Seal is left.
  if (plan.kind === 'parts') return { ...plan, status: 'SEAL' };
  await abortUploads(around, row);
  if (event.previous !== null) {
    const from = sourceOf(plan);
    return planStep(around, row, plan, { from, sources: await readSources(around.ledger, row, from) });
  }
  const { verdict, outputs } = await judgeRun(around.ledger, row);
  if (verdict !== 'DELIVER') return toSeal(plan, 'outputs');
  return planStep(around, row, plan, { from: 'outputs', sources: outputs });
}

async function planStep(
  around: PlanMergeSurroundings,
  row: PlannedRow,
  plan: MergePlan,
  { from, sources }: { from: PieceSource; sources: SourceList },
): Promise<MergePlan> {
  const { bucket, store, limits = jobLimits } = around;
  const { maxObjectBytes } = plan.format;
  const measure = await measureLayout(sources.pieces(), { mostObjectBytes: maxObjectBytes, limits });
  const step = plan.step + 1;
  const next = { ...plan, status: 'MERGE' as const, step, from };
  const keys = runKeys(row.runId);
  const jobs = { bucket, key: keys.mergeJobs(row.epoch, step) };
  const objectKey = (job: number) => keys.mergeObject(row.epoch, step, job);
  if (plan.format.folds && !isFolded(plan)) {
    // A single row, however large, has nothing left to be combined with.
    const finish =
      measure.pieces <= 1 || (measure.pieces <= limits.pieces && measure.bytes <= limits.streamedBytes);
    const count = await writeFoldJobs(store, jobs, sources.pieces(), objectKey, { finish, limits });
    return { ...next, kind: 'fold', jobs: { ...jobs, count } };
  }
  if (from === 'outputs' && isEncoded(plan.format)) {
    if (measure.pieces <= 1 || (isSmall(measure, limits) && measure.bytes <= limits.streamedBytes))
      return toSeal(plan, from);
    const count = await writeObjectJobs(store, jobs, 'encode', sources.pieces(), objectKey, {
      mostBytes: chunkBytes(plan.format),
      limits,
    });
    return { ...next, kind: 'encode', jobs: { ...jobs, count } };
  }
  if (isSmall(measure, limits)) return toSeal(plan, from);
  if (!measure.fits) {
    const count = await writeObjectJobs(store, jobs, 'join', sources.pieces(), objectKey, {
      mostBytes: joinedBytes(measure, maxObjectBytes),
      limits,
    });
    return { ...next, kind: 'join', jobs: { ...jobs, count } };
  }
  const output = await readOutputFormat(store, bucket, row.runId, plan.format);
  const { objects, count } = await planParts(
    around,
    row,
    { step, format: plan.format, output, jobs, limits },
    sources,
  );
  return { ...next, kind: 'parts', jobs: { ...jobs, count }, objects };
}

/** Where the pieces come from after the step that was planned last. */
function sourceOf(plan: MergePlan): PieceSource {
  return plan.kind === 'none' ? 'outputs' : { step: plan.step };
}

/** The last step folded all rows in one job: nothing is left to combine. */
function isFolded({ kind, jobs }: MergePlan): boolean {
  return kind === 'fold' && jobs.count === 1;
}

function isEncoded({ format, compress }: MergeFormat): boolean {
  return format !== 'jsonl' || compress !== 'none';
}

function toSeal(plan: MergePlan, from: PieceSource): MergePlan {
  return { ...plan, status: 'SEAL', kind: 'none', from };
}

function startPlan(
  bucket: string,
  runId: string,
  epoch: number,
  format: MergeFormat,
  maxConcurrency: number,
): MergePlan {
  const keys = runKeys(runId);
  return {
    status: 'SEAL',
    runId,
    epoch,
    step: 0,
    kind: 'none',
    format,
    from: 'outputs',
    jobs: { bucket, key: keys.mergeJobs(epoch, 1), count: 0 },
    maxConcurrency,
    objects: [],
    mapPrefix: keys.map,
  };
}
