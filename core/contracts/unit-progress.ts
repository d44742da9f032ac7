import * as z from 'zod';

const count = z.int().min(0);

/** How far a unit has come, and what its items met. */
export const unitProgress = z.strictObject({
  /** Items that ended, those that failed among them. */
  done: count,
  failed: count,
  rows: count,
  /** Attempts at items that ended, and their run time in milliseconds. */
  attempts: count,
  runMs: z.number().min(0),
  /** Attempts that ended with an error; throttles: because something said "slow down". */
  errors: count,
  throttles: count,
});
export type UnitProgress = z.infer<typeof unitProgress>;

/** A unit of which nothing is done. */
export const noProgress: UnitProgress = Object.freeze({
  done: 0,
  failed: 0,
  rows: 0,
  attempts: 0,
  runMs: 0,
  errors: 0,
  throttles: 0,
});
