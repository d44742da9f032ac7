import { noProgress, type UnitProgress } from '../../../core/contracts/unit-progress.ts';
import {
  type LaneMemory,
  longestRetryWait,
  newLane,
  noteSuccess,
  noteThrottle,
} from '../../../core/task/retry-wait.ts';
import type { Chance } from '../../sim/random.ts';
import task from '../task.ts';
import { beatMs, draw, firstBeatMs, spans } from './assumptions.ts';
import type { Steps, Timeline } from './timeline.ts';
import type { VirtualLedger } from './virtual-ledger.ts';
import type { VirtualServer } from './virtual-server.ts';

/** What goes on around a run's units. */
export interface Surroundings {
  timeline: Timeline;
  chance: Chance;
  server: VirtualServer;
  ledger: VirtualLedger;
}

/** Runs a unit from its claim to its commit: its items one after the other, with heartbeats meanwhile. */
export function* runUnit(
  around: Surroundings,
  { unit, items, cold }: { unit: number; items: number; cold: boolean },
): Steps {
  const { timeline, chance, ledger } = around;
  const startedAt = timeline.nowMs;
  const progress: UnitProgress = { ...noProgress };
  let state: 'claimed' | 'committed' = 'claimed';
  const report = () => ledger.write({ unit, state, progress, startedAt, updatedAt: timeline.nowMs });
  report();
  timeline.begin(
    (function* beat(): Steps {
      yield firstBeatMs;
      while (state === 'claimed') {
        report();
        yield beatMs;
      }
    })(),
  );
  yield draw(chance, cold ? spans.coldItems : spans.warmItems);
  let lane = newLane;
  for (let item = 0; item < items; item++) lane = yield* runItem(around, progress, lane);
  yield draw(chance, spans.commit);
  state = 'committed';
  report();
}

/** Calls the server for an item, with the task's retries. @returns the lane after it */
function* runItem(
  { timeline, server, chance }: Surroundings,
  progress: UnitProgress,
  before: LaneMemory,
): Steps<LaneMemory> {
  let lane = before;
  for (let tries = 1; ; tries++) {
    const began = timeline.nowMs;
    const { admitted, answerMs } = server.enter();
    yield answerMs;
    server.leave(admitted);
    yield draw(chance, spans.perRequest);
    const tookMs = timeline.nowMs - began;
    progress.attempts += 1;
    progress.runMs += tookMs;
    if (admitted) {
      lane = noteSuccess(lane, tookMs);
      break;
    }
    lane = noteThrottle(lane);
    progress.errors += 1;
    progress.throttles += 1;
    if (tries > task.settings.retries) {
      progress.failed += 1;
      break;
    }
    yield chance.uniform() * longestRetryWait(tries, lane);
  }
  progress.done += 1;
  return lane;
}
