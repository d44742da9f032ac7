import type { RunRow } from '../../aws/ledger/index.ts';
import type { GovernEvent, ProgressDocument } from '../../core/contracts/govern.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { EarlyEnd } from '../../core/contracts/run-result.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import { type Governor, keepGovernor } from './governor.ts';

/** Acts in one object of the log; a full one is never written again. */
const actsPerChunk = 200;
/** Acts that the progress shows. */
const actsShown = 20;

/** Writes where the run stands: for those who watch, for the report, and for the next Govern Lambda. */
export async function saveGovernor(
  around: GovernSurroundings,
  event: GovernEvent,
  governor: Governor,
  row: RunRow,
  ending: EarlyEnd | undefined,
): Promise<void> {
  const keys = runKeys(row.runId);
  const { epoch } = event.run;
  const put = (key: string, value: unknown) =>
    around.store.putText(around.bucket, key, JSON.stringify(value), 'application/json');
  const progress = describe(around, event, governor, row, ending);
  const { acts, chunk } = governor;
  const lines = acts.map((act) => `${JSON.stringify(act)}\n`).join('');
  const writes = [put(keys.progress, progress)];
  if (acts.length > 0)
    writes.push(
      around.store.putText(around.bucket, keys.governEvents(epoch, chunk), lines, 'application/jsonl'),
    );
  if (acts.length >= actsPerChunk) {
    governor.chunk += 1;
    governor.acts = [];
  }
  await Promise.all(writes);
  await put(keys.governState(epoch), keepGovernor(governor));
}

function describe(
  { now }: GovernSurroundings,
  { run, concurrency }: GovernEvent,
  governor: Governor,
  row: RunRow,
  ending: EarlyEnd | undefined,
): ProgressDocument {
  const at = now();
  const { done, failed, rows, attempts, errors, throttles } = governor.tally.sums;
  return {
    version: 1,
    runId: row.runId,
    epoch: run.epoch,
    at,
    items: { total: row.items ?? 0, done, failed },
    units: {
      total: row.units ?? 0,
      committed: governor.tally.committed,
      running: governor.tally.runningAt(at),
    },
    rows,
    attempts: { total: attempts, errors, throttles },
    limit: governor.limit,
    maxConcurrency: concurrency.max,
    itemsPerSecond: done / Math.max(0.001, (at - governor.startedAt) / 1000),
    backups: governor.backups,
    ending: ending?.reason ?? null,
    acts: governor.acts.slice(-actsShown),
  };
}
