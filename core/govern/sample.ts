import * as z from 'zod';

const count = z.int().min(0);

/**
 * What a tick of Govern saw. Units are counted as they stand; items and attempts as they were reported since the tick before:
 * Govern adds up, over the units whose ledger rows changed, how much each cumulative counter of the unit's attempt has grown.
 */
export const governSample = z.strictObject({
  /** Epoch milliseconds. */
  nowMs: z.number(),
  /** MaxConcurrency in force: the initial one, or what the last successful UpdateMapRun set. */
  limit: z.int().min(1),
  /** Units that hold a claim in the ledger now. */
  unitsRunning: count,
  /** Units that were never claimed yet. */
  unitsPending: count,
  /** Units that were committed so far. */
  unitsCommitted: count,
  /** Items that ended well. */
  itemsDone: count,
  /** Items that failed for good. */
  itemsFailed: count,
  /** Attempts at items that ended, well or not. */
  attempts: count,
  /** Attempts that threw, throttles among them. */
  errors: count,
  /** Attempts that failed because something said "slow down": 429, 503, ThrottlingException, TooManyRequestsException... */
  throttles: count,
  /** Sum of the run times of the attempts that ended. */
  itemMs: z.number().min(0),
  /** Sum, over the units that reported, of the time since their previous report (or their start). */
  unitMs: z.number().min(0),
  /** Invocations of the unit function that Lambda throttled, if known. */
  lambdaThrottles: count.optional(),
});
export type GovernSample = z.infer<typeof governSample>;
