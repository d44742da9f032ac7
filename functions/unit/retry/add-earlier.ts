import type { UnitProgress } from '../../../aws/ledger/index.ts';
import type { Receipt } from '../../../core/contracts/receipt.ts';
import { sumReceipts } from '../../../core/unit/sum-receipts.ts';

/**
 * A unit's receipt after its failed items ran again: what succeeded before counts on, what failed before no longer does.
 * Bytes and digests are those of the new output, which holds the earlier rows too.
 */
export function addEarlier(earlier: Receipt, retried: Receipt): Receipt {
  const { total, succeeded } = earlier.items;
  const sum = sumReceipts([earlier, retried]);
  return {
    ...retried,
    firstItem: earlier.firstItem,
    items: { total, succeeded: succeeded + retried.items.succeeded, failed: retried.items.failed },
    retries: sum.retries,
    output: retried.output && { ...retried.output, rows: (earlier.output?.rows ?? 0) + retried.output.rows },
    timing: { ...sum.timing, ...startOf(retried.timing) },
    itemTimes: sum.itemTimes,
    forks: sum.forks,
    ...(sum.peakMb !== undefined && { peakMb: sum.peakMb }),
  };
}

function startOf({ startedAt, queuedMs }: Receipt['timing']) {
  return { startedAt, ...(queuedMs !== undefined && { queuedMs }) };
}

/** How far a unit is of which only the failed items are left. */
export function progressOf(earlier: Receipt): UnitProgress {
  const { succeeded } = earlier.items;
  const rows = earlier.output?.rows ?? 0;
  return { done: succeeded, failed: 0, rows, attempts: 0, runMs: 0, errors: 0, throttles: 0 };
}
