import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRow } from '../../aws/ledger/index.ts';
import type { GovernAnswer, GovernEvent } from '../../core/contracts/govern.ts';
import type { EarlyEnd } from '../../core/contracts/run-result.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import type { Governor } from './governor.ts';
import { readNews } from './read-news.ts';
import { saveGovernor } from './save-governor.ts';

/** Error names by which the state machine knows why it ends FanOut. */
const errorNames = {
  TOLERANCE_EXCEEDED: 'ToleratedFailureThresholdExceeded',
  STOPPED: 'RunStopped',
  SOURCE_CHANGED: 'SourceChanged',
} as const;

/** Units look at the run's door with each heartbeat, a fifth of their lease, and their items have 2 s to settle. */
const settleMs = 5_000;
const lookEveryMs = 250;

/**
 * Ends a run: no item starts from now on, since units look at the run's row before they begin. Those that run get the time
 * to keep what they have done.
 */
export async function endRun(
  around: GovernSurroundings,
  event: GovernEvent,
  governor: Governor,
  row: RunRow,
  ending: EarlyEnd,
): Promise<GovernAnswer> {
  const { now } = around;
  const { reason, message } = ending;
  governor.acts.push({ kind: 'end', at: now(), reason, message });
  const until = now() + around.leaseMs / 5 + settleMs;
  while (governor.tally.runningAt(now()) > 0 && now() < until) {
    await sleep(lookEveryMs);
    await readNews(around, event, governor);
  }
  await saveGovernor(around, event, governor, row, ending);
  return { next: 'END', error: errorNames[reason], cause: message };
}
