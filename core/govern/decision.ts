import * as z from 'zod';
import { reason } from './reason.ts';
import { policyState } from './state.ts';

/** What a tick decided. */
export const decision = z.strictObject({
  state: policyState,
  /** MaxConcurrency from now on: UpdateMapRun is to be called if it differs from the sample's. */
  limit: z.int().min(1),
  reason,
  /** The next tick is to come within so long, ms. */
  nextTickMs: z.number().positive(),
});
export type Decision = z.infer<typeof decision>;
