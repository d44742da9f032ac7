import { type RetryWaits, spreadLanes } from './retry-waits.ts';

/** What one slot, which runs items one after the other, does in a second. */
export interface SlotRates {
  /** Items that ended, well or not. */
  items: number;
  ok: number;
  failed: number;
  attempts: number;
  errors: number;
  throttles: number;
  /** Run time of attempts, ms. */
  itemMs: number;
  /** Share of the time that the downstream is at work for it (or has it in its queue). */
  inService: number;
}

/** How items go. */
export interface ItemConditions {
  serviceMs: number;
  /** Share of attempts that the downstream turns away. */
  rejected: number;
  rejectMs: number;
  /** Before each attempt after the first: as many waits as there are retries. */
  waits: RetryWaits;
  /** Share of attempts that fail for a reason of their own, whatever the load. */
  faulty: number;
}

/** Rates of a slot under conditions that hold for a while: the mean over an item's attempts and waits. */
export function slotRates({ serviceMs, rejected, rejectMs, waits, faulty }: ItemConditions): SlotRates {
  const failing = rejected + (1 - rejected) * faulty;
  const attemptMs = rejected * rejectMs + (1 - rejected) * serviceMs;
  const lanes = spreadLanes(rejected / Math.max(1e-9, 1 - failing));
  const retries = waits.failed.length;
  let reached = 1;
  let attempts = 0;
  let restMs = 0;
  for (let retry = 0; ; retry++) {
    attempts += reached;
    reached *= failing;
    if (retry === retries) break;
    if (reached > 0) restMs += reached * meanWait(waits, retry, { throttled: rejected / failing, lanes });
  }
  const perSecond = 1000 / (attempts * attemptMs + restMs);
  return {
    items: perSecond,
    ok: (1 - reached) * perSecond,
    failed: reached * perSecond,
    attempts: attempts * perSecond,
    errors: attempts * failing * perSecond,
    throttles: attempts * rejected * perSecond,
    itemMs: attempts * attemptMs * perSecond,
    inService: (attempts * (1 - rejected) * serviceMs * perSecond) / 1000,
  };
}

function meanWait(
  waits: RetryWaits,
  retry: number,
  { throttled, lanes }: { throttled: number; lanes: readonly number[] },
): number {
  const byMemory = waits.throttled[retry] ?? [];
  let afterThrottle = 0;
  for (let before = 0; before < lanes.length; before++)
    afterThrottle += (lanes[before] ?? 0) * (byMemory[before] ?? 0);
  return throttled * afterThrottle + (1 - throttled) * (waits.failed[retry] ?? 0);
}
