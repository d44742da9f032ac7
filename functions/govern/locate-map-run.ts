import { findMapRun } from '../../aws/map-runs.ts';
import type { GovernEvent } from '../../core/contracts/govern.ts';
import { describeRate, mayCall, noteThrottledCall, spendCall } from '../../core/govern/index.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import type { Governor } from './governor.ts';

/** FanOut's map run, which Step Functions is asked for once; undefined while it isn't there yet, or can't be asked. */
export async function locateMapRun(
  { sfn, now, random }: GovernSurroundings,
  { executionArn }: GovernEvent,
  governor: Governor,
): Promise<string | undefined> {
  if (governor.mapRunArn !== undefined) return governor.mapRunArn;
  if (!mayCall(governor.describes, describeRate, now())) return undefined;
  const found = await findMapRun(sfn, executionArn, 'FanOut');
  governor.describes =
    found === 'THROTTLED'
      ? noteThrottledCall(governor.describes, now(), random())
      : spendCall(governor.describes, describeRate, now());
  if (found !== 'THROTTLED') governor.mapRunArn = found;
  return governor.mapRunArn;
}
