import * as z from 'zod';
import { reason } from '../govern/reason.ts';
import { governedConcurrency } from './plan.ts';
import { completionReason } from './run-result.ts';
import { runShared } from './unit.ts';

/** Event of the govern function. */
export const governEvent = z.strictObject({
  run: runShared,
  executionArn: z.string(),
  concurrency: governedConcurrency,
});
export type GovernEvent = z.infer<typeof governEvent>;

/** What an invocation of the govern function gives back. */
export const governAnswer = z.discriminatedUnion('next', [
  /** The run goes on, and another invocation takes over. */
  z.strictObject({ next: z.literal('TICK') }),
  /** FanOut has ended, or is about to. */
  z.strictObject({ next: z.literal('DONE') }),
  /** FanOut is to be ended. */
  z.strictObject({ next: z.literal('END'), error: z.string(), cause: z.string() }),
]);
export type GovernAnswer = z.infer<typeof governAnswer>;

const at = z.number();

/** Something that Govern did, and why: kept for the report. Times are epoch milliseconds. */
export const governAct = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('limit'),
    at,
    from: z.int(),
    to: z.int(),
    reason,
  }),
  /** A copy of a unit that takes long, or whose attempt died. */
  z.strictObject({ kind: z.literal('backup'), at, unit: z.int(), ranMs: z.number(), medianMs: z.number() }),
  z.strictObject({ kind: z.literal('rescue'), at, unit: z.int(), silentMs: z.number() }),
  z.strictObject({ kind: z.literal('end'), at, reason: z.string(), message: z.string() }),
]);
export type GovernAct = z.infer<typeof governAct>;

/** `runs/<runId>/progress.json`: where a run stands. */
export const progressDocument = z.strictObject({
  version: z.literal(1),
  runId: z.string(),
  epoch: z.int(),
  at,
  items: z.strictObject({ total: z.int(), done: z.int(), failed: z.int() }),
  units: z.strictObject({ total: z.int(), committed: z.int(), running: z.int() }),
  rows: z.int(),
  attempts: z.strictObject({ total: z.int(), errors: z.int(), throttles: z.int() }),
  /** Units that may run at once now, and at most. */
  limit: z.int(),
  maxConcurrency: z.int(),
  /** Since the run began. */
  itemsPerSecond: z.number(),
  backups: z.int(),
  /** Why it is being ended, if it is. */
  ending: completionReason.nullable(),
  /** What Govern did last. */
  acts: z.array(governAct),
});
export type ProgressDocument = z.infer<typeof progressDocument>;
