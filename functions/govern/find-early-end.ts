import type { RunRow } from '../../aws/ledger/index.ts';
import type { EarlyEnd } from '../../core/contracts/run-result.ts';
import { describeTolerance, exceedsTolerance } from '../../core/planning/tolerance.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import type { Governor } from './governor.ts';

/** Ends a run of which more items have failed than may: it can't succeed any more, whatever the others do. */
export async function findEarlyEnd(
  { ledger, now }: GovernSurroundings,
  { tally }: Governor,
  { runId, epoch, settings, items = 0 }: RunRow,
): Promise<EarlyEnd | undefined> {
  const { failed } = tally.sums;
  if (!exceedsTolerance(settings, { failed, total: items })) return undefined;
  const ending: EarlyEnd = {
    reason: 'TOLERANCE_EXCEEDED',
    message: `${failed} of ${items} items have failed so far, and the tolerance is ${describeTolerance(settings)}`,
    at: now(),
  };
  await ledger.endRun(runId, epoch, ending);
  return ending;
}
