import { readRetryAfter } from '../../../core/task/retry-after.ts';

/** Waits before another attempt: the first at most, doubled each time, up to the longest. Milliseconds. */
interface Backoff {
  first: number;
  longest: number;
}

const ordinary: Backoff = { first: 20, longest: 2_000 };
/** What is throttled is only helped by less load: five times as long at first, ten times in the end. */
const afterThrottle: Backoff = { first: 100, longest: 20_000 };
/** A wait that an error asks for is honoured so far: the unit's Lambda has its own limit. */
const longestAsked = 60_000;
/** Items that were all asked to come back at the same time are spread over a tenth of it. */
const spread = 0.1;

/**
 * Milliseconds to wait before another attempt: exponential with full jitter (AWS Architecture Blog, "Exponential
 * Backoff And Jitter", 2015); after a throttle what the error asks for, up to a minute, if it does.
 * @param tries attempts so far that count as the item's, 1 after the first
 * @param random from 0 to 1
 */
export function pickBackoff(
  { tries, throttled, error }: { tries: number; throttled: boolean; error: unknown },
  random: number = Math.random(),
): number {
  const asked = throttled ? readRetryAfter(error) : undefined;
  if (asked !== undefined) return Math.min(longestAsked, asked * (1 + random * spread));
  const { first, longest } = throttled ? afterThrottle : ordinary;
  return random * Math.min(longest, first * 2 ** (tries - 1));
}
