import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRow } from '../../aws/ledger/index.ts';
import { isMapRunRunning } from '../../aws/map-runs.ts';
import type { GovernAnswer, GovernEvent } from '../../core/contracts/govern.ts';
import { describeRate, mayCall, noteThrottledCall, spendCall } from '../../core/govern/index.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import type { Governor } from './governor.ts';
import { locateMapRun } from './locate-map-run.ts';

/** Share of a lease for which no row changed: units beat five times in one, so nothing runs. */
const quiet = 0.4;

/** Says how to end if FanOut has nothing left to do; undefined while it has. */
export async function hasFanOutEnded(
  around: GovernSurroundings,
  event: GovernEvent,
  governor: Governor,
  row: RunRow,
  changed: boolean,
): Promise<GovernAnswer | undefined> {
  const now = around.now();
  if (changed) governor.changedAt = now;
  const silentMs = now - governor.changedAt;
  if (governor.tally.committed >= (row.units ?? 0)) {
    // Each child is about to return the receipt that its unit committed; but where a unit was run twice, the child of the
    // other attempt may hang.
    if (governor.backups + governor.rescues === 0) return { next: 'DONE' };
    if (!(await isRunning(around, event, governor, 1_000))) return { next: 'DONE' };
    // What a child has, once its unit is committed, to come back: it may be frozen.
    if (silentMs < around.leaseMs) return undefined;
    return { next: 'END', error: 'AllUnitsCommitted', cause: 'Every unit is committed, and a child hangs' };
  }
  // Children may end without a commit: failed within the native tolerance, or with the map run.
  if (silentMs < quiet * around.leaseMs || (await isRunning(around, event, governor, 0))) return undefined;
  return { next: 'DONE' };
}

/** Asks Step Functions, within the budget; true as long as it can't be asked. */
async function isRunning(
  around: GovernSurroundings,
  event: GovernEvent,
  governor: Governor,
  pauseMs: number,
): Promise<boolean> {
  const mapRunArn = await locateMapRun(around, event, governor);
  const now = around.now();
  if (mapRunArn === undefined || !mayCall(governor.describes, describeRate, now)) return true;
  if (pauseMs > 0) await sleep(pauseMs);
  const running = await isMapRunRunning(around.sfn, mapRunArn);
  governor.describes =
    running === 'THROTTLED'
      ? noteThrottledCall(governor.describes, now, around.random())
      : spendCall(governor.describes, describeRate, now);
  return running === true || running === 'THROTTLED';
}
