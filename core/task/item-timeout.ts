import { parseDuration } from './duration.ts';

/** Lambda's longest timeout, minus the margin in which a unit stops cleanly. */
const longestMs = 14 * 60_000;

/** What a time limit for one item may be, in the words of a refusal. */
export const itemTimeoutForm = "a duration such as '2 seconds', from '1 ms' to '14 minutes'";

/** True for a duration that one item's time limit may be. */
export function isItemTimeout(value: unknown): boolean {
  const milliseconds = parseDuration(value);
  return milliseconds !== undefined && milliseconds >= 1 && milliseconds <= longestMs;
}
