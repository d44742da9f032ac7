import { longestRetryWait, mostThrottles } from '../../core/task/retry-wait.ts';

/** How items wait before they try again: as the unit function has them wait, or each by its own retries only. */
export type Retrying = 'by-lane' | 'by-item';

/** Mean waits before a retry. */
export interface RetryWaits {
  /** After a throttle: by attempts so far (from 1), and throttles that the lane remembers from before the item. Milliseconds. */
  throttled: readonly (readonly number[])[];
  /** After another failure: by attempts so far. Milliseconds. */
  failed: readonly number[];
}

/** Of items that are never tried again. */
export const noWaits: RetryWaits = { throttled: [], failed: [] };

/**
 * Mean waits of items that take `itemMs`: half of the longest, as waits are random up to that. By item, throttles are retried as
 * other failures are: 20 ms doubled up to 2 s.
 */
export function listRetryWaits(retries: number, itemMs: number, retrying: Retrying): RetryWaits {
  const tries = Array.from({ length: retries }, (_, retry) => retry + 1);
  const memories = Array.from({ length: mostThrottles + 1 }, (_, before) => before);
  const failed = tries.map((each) => longestRetryWait(each, undefined) / 2);
  if (retrying === 'by-item') return { failed, throttled: failed.map((wait) => memories.map(() => wait)) };
  const throttled = tries.map((each) =>
    memories.map((before) => {
      const throttles = Math.min(mostThrottles, before + each);
      return longestRetryWait(each, { throttles, itemMs }) / 2;
    }),
  );
  return { failed, throttled };
}

/**
 * Shares of the lanes that remember 0, 1, ... throttles when an item begins: each throttle adds one, each success takes one away.
 */
export function spreadLanes(throttlesBySuccesses: number): number[] {
  const weights = [1];
  // Where nothing succeeds, all lanes are as far as lanes go.
  const ratio = Math.min(1e6, throttlesBySuccesses);
  for (let throttles = 1; throttles <= mostThrottles; throttles++)
    weights.push((weights[throttles - 1] ?? 0) * ratio);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
