import type { ChangedUnit } from '../../aws/ledger/index.ts';
import type { GovernEvent } from '../../core/contracts/govern.ts';
import type { TallyDelta } from '../../core/govern/unit-tally.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import type { Governor } from './governor.ts';

/**
 * Reads what changed in the ledger since the last look, and adds it up.
 * @returns what that adds, and how many rows are newer than all that were read before: some are read again each time
 */
export async function readNews(
  { ledger }: GovernSurroundings,
  event: GovernEvent,
  governor: Governor,
): Promise<{ delta: TallyDelta; changes: number }> {
  const { runId, shards } = event.run;
  const before = governor.cursor;
  const page = await ledger.readProgress(runId, shards, before);
  governor.cursor = page.cursor;
  const news = page.changed.filter((change) => isNews(change, event));
  const changes = news.filter(({ updatedAt }) => updatedAt > before).length;
  return { delta: governor.tally.take(news), changes };
}

/** Claims of earlier executions are dead, and what failed in an earlier generation is run again. */
function isNews(change: ChangedUnit, { run }: GovernEvent): boolean {
  if (change.epoch === run.epoch) return true;
  const again = change.generation < run.generation && change.progress.failed > 0;
  return change.state === 'committed' && !again;
}
