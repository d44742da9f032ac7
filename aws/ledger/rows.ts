import * as z from 'zod';
import { executionInput } from '../../core/contracts/execution-input.ts';
import { padUnit } from '../../core/contracts/keys.ts';
import { upload } from '../../core/contracts/merge.ts';
import { sourceObject } from '../../core/contracts/plan.ts';
import { receipt } from '../../core/contracts/receipt.ts';
import { earlyEnd, sealResult } from '../../core/contracts/run-result.ts';
import { unitPosition, unitRange } from '../../core/contracts/unit.ts';
import { unitProgress } from '../../core/contracts/unit-progress.ts';

/**
 * States of a run's row. PLANNING → RUNNING → SEALING → SUCCEEDED or FAILED; REJECTED counts as absent.
 * A run that was stopped or failed natively stays in the state it was in: its execution says that it ended.
 */
export const runStatus = z.enum(['PLANNING', 'RUNNING', 'SEALING', 'SUCCEEDED', 'FAILED', 'REJECTED']);

/** What decides the bytes of a data set, besides the items: a run that succeeded stands only for the same. */
export const runSettings = z.strictObject({
  codeDigest: z.string(),
  format: executionInput.shape.format,
  compress: executionInput.shape.compress,
  maxObjectBytes: z.int().min(1).optional(),
  folds: z.literal(true).optional(),
  timeoutMs: z.number(),
  retries: z.int(),
  toleratedFailureCount: z.number().optional(),
  toleratedFailurePercentage: z.number().optional(),
});
export type RunSettings = z.infer<typeof runSettings>;

/** The run's row. */
export const runRow = z.object({
  runId: z.string(),
  task: z.string(),
  status: runStatus,
  /** Grows with every opening and every closing: what carries an older one can't claim or commit. */
  epoch: z.int().min(1),
  generation: z.int().min(1),
  executionArn: z.string(),
  openedAt: z.number(),
  source: z.array(sourceObject),
  settings: runSettings,
  items: z.int().min(0).optional(),
  units: z.int().min(0).optional(),
  shards: z.int().min(1),
  /** Multipart uploads of its data set that are open. */
  uploads: z.array(upload).optional(),
  /** Says that it is being ended before its units are. */
  ending: earlyEnd.optional(),
  /** What Seal said, once it has. */
  sealed: sealResult.optional(),
});
export type RunRow = z.infer<typeof runRow>;

const count = z.int().min(0);

/** A unit's row: absent until the first claim. */
export const unitRow = z.object({
  unit: count,
  state: z.enum(['claimed', 'committed']),
  /** Number of the latest attempt, backup copies counted. */
  attempt: z.int().min(1),
  epoch: z.int().min(1),
  owner: z.string(),
  leaseUntil: z.number(),
  /** Epoch milliseconds of the latest claim. */
  startedAt: z.number(),
  /** Where its items are, so that Govern can have it run elsewhere. */
  range: unitRange,
  progress: unitProgress,
  /** Its progress as of the last checkpoint. */
  checkpoint: unitProgress.optional(),
  /** Grows with every checkpoint: who began at an older one can neither check in nor commit. */
  base: count,
  /** Claims since the last checkpoint: what was claimed several times without coming further kills its Lambda. */
  tries: count,
  /** Items that one invocation takes, where the unit is being halved. */
  size: z.int().min(1).optional(),
  /** Where the next invocation begins; absent: at its start. */
  position: unitPosition.optional(),
  /** What earlier invocations did, in order. */
  segments: z.array(receipt).optional(),
  receipt: receipt.optional(),
  /** Generation of the latest claim. */
  generation: z.int().min(1),
  /** What an earlier generation committed, some items of which failed and are run again. */
  earlier: receipt.optional(),
});
export type UnitRow = z.infer<typeof unitRow>;

/** Key of the run's row. */
export function runKey(runId: string) {
  return { pk: `run#${runId}`, sk: 'run' };
}

/** Partition of one shard of a run's units: a partition takes 1,000 writes/s, so units are dealt out over shards. */
export function shardKey(runId: string, shard: number): string {
  return `run#${runId}#${shard}`;
}

/** Key of a unit's row. */
export function unitKey(runId: string, shards: number, unit: number) {
  return { pk: shardKey(runId, unit % shards), sk: `unit#${padUnit(unit)}` };
}
