const firstTickMs = 50;

/** Milliseconds to the next tick at most: nothing is expected to happen. */
export const longestTickMs = 5_000;
/** While a change of the limit is being watched: what it does wrong is to be seen at once. */
export const watchTickMs = 1_000;
/** Where something has throttled: a capacity that falls is to be seen soon. */
export const waryTickMs = 2_000;

/**
 * Milliseconds from one tick of Govern to the next: 50, doubling to 5,000, or less where more is going on.
 * @param tick ticks made so far, 0 before the first
 * @param longestMs `nextTickMs` of the last decision @default 5,000
 */
export function tickDelayMs(tick: number, longestMs = longestTickMs): number {
  return Math.min(longestMs, firstTickMs * 2 ** Math.min(tick, 20));
}
