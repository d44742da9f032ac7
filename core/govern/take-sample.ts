import type { GovernSample } from './sample.ts';
import type { TallyDelta, UnitTally } from './unit-tally.ts';

/**
 * What the policy goes by, from what the ledger says of a run's units.
 * @param at.limit in force
 * @param at.units of the run
 */
export function takeSample(
  tally: UnitTally,
  delta: TallyDelta,
  { nowMs, limit, units }: { nowMs: number; limit: number; units: number },
): GovernSample {
  return {
    nowMs,
    limit,
    unitsRunning: tally.runningAt(nowMs),
    unitsPending: Math.max(0, units - tally.committed - tally.begun),
    unitsCommitted: tally.committed,
    itemsDone: Math.max(0, delta.done - delta.failed),
    itemsFailed: delta.failed,
    attempts: delta.attempts,
    errors: delta.errors,
    throttles: delta.throttles,
    itemMs: delta.runMs,
    unitMs: delta.unitMs,
  };
}
