import type { RunRow } from '../../aws/ledger/index.ts';
import { failureRate } from '../../core/metrics/failure-rate.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import type { Governor } from './governor.ts';

/** Takes down where the run stands now. */
export function recordState(
  { metrics, now }: Pick<GovernSurroundings, 'metrics' | 'now'>,
  { tally, limit }: Pick<Governor, 'tally' | 'limit'>,
  { runId, items = 0 }: Pick<RunRow, 'runId' | 'items'>,
): void {
  const at = now();
  metrics?.record(
    {
      FailureRate: failureRate({ failed: tally.sums.failed, total: items }),
      UnitsRunning: tally.runningAt(at),
      ConcurrencyLimit: limit,
      OldestRunningUnitAge: tally.oldestRunningMs(at) / 1_000,
    },
    { run: runId },
  );
}
