import { readRetryAfter } from '../../../core/task/retry-after.ts';
import { type LaneMemory, longestRetryWait } from '../../../core/task/retry-wait.ts';

/** A wait that an error asks for is honoured so far: the unit's Lambda has its own limit. Milliseconds. */
const longestAsked = 60_000;
/** Items that were all asked to come back at the same time are spread over a tenth of it. */
const spread = 0.1;

/**
 * Milliseconds to wait before another attempt: {@link longestRetryWait} with full jitter; after a throttle what the error asks
 * for, up to a minute, if it does.
 * @param tries attempts so far that count as the item's, 1 after the first
 * @param throttledLane the lane of an attempt that was throttled
 * @param random from 0 to 1
 */
export function pickBackoff(
  { tries, throttledLane, error }: { tries: number; throttledLane: LaneMemory | undefined; error: unknown },
  random: number = Math.random(),
): number {
  const asked = throttledLane === undefined ? undefined : readRetryAfter(error);
  if (asked !== undefined) return Math.min(longestAsked, asked * (1 + random * spread));
  return random * longestRetryWait(tries, throttledLane);
}
