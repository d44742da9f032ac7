import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRow } from '../../aws/ledger/index.ts';
import type { GovernAnswer, GovernEvent } from '../../core/contracts/govern.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { tickDelayMs } from '../../core/govern/index.ts';
import { copyUnits } from './copy-units.ts';
import { endRun } from './end-run.ts';
import { findEarlyEnd } from './find-early-end.ts';
import type { GovernSurroundings } from './govern-surroundings.ts';
import { type Governor, governorState, openGovernor } from './governor.ts';
import { hasFanOutEnded } from './has-fan-out-ended.ts';
import { moveLimit } from './move-limit.ts';
import { readNews } from './read-news.ts';
import { recordState } from './record-state.ts';
import { saveGovernor } from './save-governor.ts';

/** Lambda's time that is kept for handing over. */
const marginMs = 45_000;
/** Between two writes of progress: each is a request of S3. */
const saveEveryMs = 1_000;
/** CloudWatch keeps metrics by the minute. */
const recordEveryMs = 60_000;

/**
 * Governs a run: looks at what changed in the ledger, ever slower from 50 ms to 5 s, and moves the concurrency, has
 * stragglers and lost units run elsewhere, and ends the run when it must not go on. One invocation ticks for up to 14
 * minutes, so that a run of ten days stays well below Step Functions' 25,000 history events.
 */
export async function governRun(
  around: GovernSurroundings,
  event: GovernEvent,
  remainingMs: () => number,
): Promise<GovernAnswer> {
  const { ledger } = around;
  const { runId, epoch } = event.run;
  const row = await ledger.getRun(runId);
  if (row?.epoch !== epoch || row.units === undefined) return { next: 'DONE' };
  const governor = await open(around, event, row.units);
  try {
    return await tickUntilEnd(around, event, governor, row, remainingMs);
  } finally {
    recordState(around, governor, row);
  }
}

async function tickUntilEnd(
  around: GovernSurroundings,
  event: GovernEvent,
  governor: Governor,
  row: RunRow,
  remainingMs: () => number,
): Promise<GovernAnswer> {
  const { ledger } = around;
  const { runId, epoch } = event.run;
  let savedAt = 0;
  let recordedAt = around.now();
  for (let tick = 0; ; tick++) {
    const [news, door] = await Promise.all([readNews(around, event, governor), ledger.readDoor(runId)]);
    if (door === undefined || door.epoch !== epoch) return { next: 'DONE' };
    const ending = door.ending ?? (await findEarlyEnd(around, governor, row));
    if (ending !== undefined) return endRun(around, event, governor, row, ending);
    const ended = await hasFanOutEnded(around, event, governor, row, news.changes > 0);
    const nextTickMs =
      ended === undefined ? await moveLimit(around, event, governor, row, news.delta) : undefined;
    if (ended === undefined) await copyUnits(around, event, governor, row);
    const now = around.now();
    if (ended !== undefined || now - savedAt >= saveEveryMs) {
      savedAt = now;
      await saveGovernor(around, event, governor, row, undefined);
    }
    if (now - recordedAt >= recordEveryMs) {
      recordedAt = now;
      recordState(around, governor, row);
    }
    if (ended !== undefined) return ended;
    if (remainingMs() < marginMs) return { next: 'TICK' };
    await sleep(Math.min(tickDelayMs(tick, nextTickMs), untilLikelyEnd(governor, row, now)));
  }
}

async function open({ store, bucket, now }: GovernSurroundings, event: GovernEvent, units: number) {
  const kept = await store.readText(bucket, runKeys(event.run.runId).governState(event.run.epoch));
  const state = kept === undefined ? undefined : governorState.parse(JSON.parse(kept));
  return openGovernor(event, units, now(), state);
}

const leastTickMs = 100;

/** A quarter of the time that what is left will take at the pace so far: the end is noticed when it comes. */
function untilLikelyEnd({ tally, startedAt }: Governor, { items = 0 }: RunRow, now: number): number {
  const { done } = tally.sums;
  if (done === 0) return Number.POSITIVE_INFINITY;
  return Math.max(leastTickMs, (((now - startedAt) / done) * (items - done)) / 4);
}
