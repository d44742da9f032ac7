import * as z from 'zod';

/** A token bucket as AWS throttles with: `tokens` at `atMs`, refilled at a steady rate up to a capacity. */
export const tokenBucket = z.strictObject({ tokens: z.number().min(0), atMs: z.number() });
export type TokenBucket = z.infer<typeof tokenBucket>;

/** Capacity in tokens, refill in tokens per second. */
export interface BucketRate {
  capacity: number;
  perSecond: number;
}

/** A bucket that is full. */
export function fillBucket(rate: BucketRate, nowMs: number): TokenBucket {
  return { tokens: rate.capacity, atMs: nowMs };
}

/** The bucket as it stands now. A clock that went back adds nothing. */
export function refillBucket(bucket: TokenBucket, rate: BucketRate, nowMs: number): TokenBucket {
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  const tokens = Math.min(rate.capacity, bucket.tokens + (elapsedMs / 1000) * rate.perSecond);
  return { tokens, atMs: Math.max(nowMs, bucket.atMs) };
}

/** Takes tokens, never more than are there. */
export function takeTokens(bucket: TokenBucket, tokens: number): TokenBucket {
  return { ...bucket, tokens: Math.max(0, bucket.tokens - tokens) };
}
