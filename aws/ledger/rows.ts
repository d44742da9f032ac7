import * as z from 'zod';
import { executionInput } from '../../core/contracts/execution-input.ts';
import { padUnit } from '../../core/contracts/keys.ts';
import { upload } from '../../core/contracts/merge.ts';
import { sourceObject } from '../../core/contracts/plan.ts';
import { receipt } from '../../core/contracts/receipt.ts';
import { sealResult } from '../../core/contracts/run-result.ts';

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
  /** What Seal said, once it has. */
  sealed: sealResult.optional(),
});
export type RunRow = z.infer<typeof runRow>;

/** How far a unit's attempt has come. */
export const unitProgress = z.strictObject({
  done: z.int().min(0),
  failed: z.int().min(0),
  rows: z.int().min(0),
});
export type UnitProgress = z.infer<typeof unitProgress>;

/** A unit's row: absent until the first claim. */
export const unitRow = z.object({
  unit: z.int().min(0),
  state: z.enum(['claimed', 'committed']),
  attempt: z.int().min(1),
  epoch: z.int().min(1),
  owner: z.string(),
  leaseUntil: z.number(),
  progress: unitProgress,
  receipt: receipt.optional(),
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
