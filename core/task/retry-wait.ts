/** What a lane, which runs a unit's items one after another, has met so far. */
export interface LaneMemory {
  /** Throttled attempts that good ones haven't made up for yet, 0 to {@link mostThrottles}. */
  throttles: number;
  /** What its last good attempt took, ms; 0 before there was one. */
  itemMs: number;
}

/** Waits before another attempt: the first at most, doubled each time, up to the longest. Milliseconds. */
const ordinary = { first: 20, longest: 2_000 };
/**
 * What throttles is only helped by less load: half a second at first, as the AWS SDK for JavaScript waits after a throttle
 * (`THROTTLING_RETRY_DELAY_BASE`). Room comes free as requests end: to ask much more often than an item takes is to be turned away.
 */
const afterThrottle = { first: 500, longestFirst: 5_000, longest: 20_000 };
/** Throttles that a lane remembers: where items are short, the next one's first wait is 4 s at most. */
export const mostThrottles = 4;

/**
 * Milliseconds that an item waits before its next attempt, at most; the wait itself is to be random up to that (full jitter:
 * AWS Architecture Blog, "Exponential Backoff And Jitter", 2015). After a throttle the wait grows with the lane's throttles, not
 * only with the item's: the next item of a lane that is turned away doesn't begin to ask as often as the first.
 * @param tries attempts so far that count as the item's, 1 after the first
 */
export function longestRetryWait(tries: number, throttledLane: LaneMemory | undefined): number {
  if (throttledLane === undefined) return doubled(ordinary, tries);
  const { throttles, itemMs } = throttledLane;
  const first = Math.min(afterThrottle.longestFirst, Math.max(afterThrottle.first, itemMs));
  return doubled({ first, longest: afterThrottle.longest }, Math.max(tries, throttles));
}

function doubled({ first, longest }: { first: number; longest: number }, times: number): number {
  return Math.min(longest, first * 2 ** (times - 1));
}

/** The lane after an attempt that was throttled. */
export function noteThrottle(lane: LaneMemory): LaneMemory {
  return { ...lane, throttles: Math.min(mostThrottles, lane.throttles + 1) };
}

/** The lane after an attempt that went well. */
export function noteSuccess(lane: LaneMemory, itemMs: number): LaneMemory {
  return { throttles: Math.max(0, lane.throttles - 1), itemMs };
}

/** A lane that has met nothing yet. */
export const newLane: LaneMemory = { throttles: 0, itemMs: 0 };
