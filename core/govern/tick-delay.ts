const firstTickMs = 50;
const longestTickMs = 5_000;
/** While a change of the limit is being watched: what it does wrong is to be seen at once. */
const watchTickMs = 1_000;

/**
 * Milliseconds from one tick of Govern to the next: 50, doubling to 5,000; while the policy watches a change of the limit
 * 1,000 at most.
 * @param tick ticks made so far, 0 before the first
 * @param watching `watching` of the last decision @default false
 */
export function tickDelayMs(tick: number, watching = false): number {
  const delayMs = Math.min(longestTickMs, firstTickMs * 2 ** Math.min(tick, 20));
  return watching ? Math.min(delayMs, watchTickMs) : delayMs;
}
