/** Waits between attempts at an item, as the unit function makes them: 20 ms doubled up to 2 s, with full jitter. */
const firstBackoffMs = 20;
const longestBackoffMs = 2_000;

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
  /** Attempts after the first. */
  retries: number;
  /** Share of attempts that fail for a reason of their own, whatever the load. */
  faulty: number;
}

/** Rates of a slot under conditions that hold for a while: the mean over an item's attempts and waits. */
export function slotRates({ serviceMs, rejected, rejectMs, retries, faulty }: ItemConditions): SlotRates {
  const failing = rejected + (1 - rejected) * faulty;
  const attemptMs = rejected * rejectMs + (1 - rejected) * serviceMs;
  let reached = 1;
  let attempts = 0;
  let restMs = 0;
  for (let retry = 0; ; retry++) {
    attempts += reached;
    reached *= failing;
    if (retry === retries) break;
    restMs += (reached * Math.min(longestBackoffMs, firstBackoffMs * 2 ** retry)) / 2;
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
