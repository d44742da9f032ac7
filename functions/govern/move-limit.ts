import type { RunRow } from '../../aws/ledger/index.ts';
import { setMaxConcurrency } from '../../aws/map-runs.ts';
import type { GovernEvent } from '../../core/contracts/govern.ts';
import { decideLimit, noteThrottledCall, takeSample } from '../../core/govern/index.ts';
import type { TallyDelta } from '../../core/govern/unit-tally.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import type { Governor } from './governor.ts';
import { locateMapRun } from './locate-map-run.ts';

/**
 * Lets the policy decide how many units run at once, and tells Step Functions if that changed.
 * @returns time within which the next tick is to come, ms; undefined if it needn't come sooner than others
 */
export async function moveLimit(
  around: GovernSurroundings,
  event: GovernEvent,
  governor: Governor,
  { units = 0 }: RunRow,
  delta: TallyDelta,
): Promise<number | undefined> {
  const { tally, parameters } = governor;
  // One value is no choice.
  if (!event.concurrency.adaptive || parameters.max === parameters.min) return undefined;
  const now = around.now();
  const sample = takeSample(tally, delta, { nowMs: now, limit: governor.limit, units });
  const decision = decideLimit(parameters, governor.policy, sample);
  governor.policy = decision.state;
  if (decision.limit === governor.limit) return decision.nextTickMs;
  const mapRunArn = await locateMapRun(around, event, governor);
  if (mapRunArn === undefined) return decision.nextTickMs;
  const set = await setMaxConcurrency(around.sfn, mapRunArn, decision.limit);
  if (set === 'THROTTLED') {
    const updates = noteThrottledCall(governor.policy.updates, now, around.random());
    governor.policy = { ...governor.policy, updates };
    return decision.nextTickMs;
  }
  if (!set) return undefined;
  governor.acts.push({
    kind: 'limit',
    at: now,
    from: governor.limit,
    to: decision.limit,
    reason: decision.reason,
  });
  governor.limit = decision.limit;
  return decision.nextTickMs;
}
