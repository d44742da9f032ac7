import * as z from 'zod';
import { type BucketRate, fillBucket, refillBucket, takeTokens, tokenBucket } from './token-bucket.ts';

/**
 * When one run may call DescribeMapRun or UpdateMapRun. AWS refills both at 1 call/s for the whole account and Region
 * (buckets of 200 and 100, Step Functions service quotas), so a run keeps to a twelfth and a fifteenth of it: ten runs at
 * once leave room for a console, and their first bursts together fit into the account's buckets.
 */
export const callBudget = z.strictObject({
  bucket: tokenBucket,
  /** No call before this time: AWS throttled the last one. */
  notBeforeMs: z.number(),
  /** Throttled calls in a row. */
  throttled: z.int().min(0),
});
export type CallBudget = z.infer<typeof callBudget>;

/** UpdateMapRun: 1 call in 12 s, 6 at once (a slow start's). */
export const updateRate: BucketRate = { capacity: 6, perSecond: 1 / 12 };
/** DescribeMapRun: 1 call in 15 s, 3 at once. */
export const describeRate: BucketRate = { capacity: 3, perSecond: 1 / 15 };

/** First wait after a throttled call, doubled each time, up to a minute. */
const firstWaitMs = 2_000;
const longestWaitMs = 60_000;

/** A budget that was never used. */
export function startCallBudget(rate: BucketRate, nowMs: number): CallBudget {
  return { bucket: fillBucket(rate, nowMs), notBeforeMs: nowMs, throttled: 0 };
}

/**
 * True if a call may be made now.
 * @param reserve calls that are kept for something more urgent @default 0
 */
export function mayCall(budget: CallBudget, rate: BucketRate, nowMs: number, reserve = 0): boolean {
  return nowMs >= budget.notBeforeMs && refillBucket(budget.bucket, rate, nowMs).tokens >= 1 + reserve;
}

/** The budget after a call. */
export function spendCall(budget: CallBudget, rate: BucketRate, nowMs: number): CallBudget {
  return { ...budget, throttled: 0, bucket: takeTokens(refillBucket(budget.bucket, rate, nowMs), 1) };
}

/**
 * The budget after a call that AWS throttled: it waits, with jitter, so that runs which were throttled together don't come
 * back together.
 * @param random 0 to below 1
 */
export function noteThrottledCall(budget: CallBudget, nowMs: number, random: number): CallBudget {
  const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(10, budget.throttled));
  return {
    ...budget,
    throttled: budget.throttled + 1,
    notBeforeMs: nowMs + waitMs * (0.5 + random / 2),
  };
}

/**
 * Time of a run's next routine DescribeMapRun (is it still running, how many children has it): every 20 to 40 s, at random,
 * so that runs which began together spread out.
 * @param random 0 to below 1
 */
export function nextDescribeMs(nowMs: number, random: number): number {
  return nowMs + 20_000 + random * 20_000;
}
