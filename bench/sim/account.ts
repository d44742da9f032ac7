import {
  type BucketRate,
  fillBucket,
  refillBucket,
  type TokenBucket,
  takeTokens,
} from '../../core/govern/token-bucket.ts';

/** Step Functions' API quotas of an account in a Region: bucket and refill per second (Service quotas, us-east-1). */
const quotas = {
  DescribeMapRun: { capacity: 200, perSecond: 1 },
  UpdateMapRun: { capacity: 100, perSecond: 1 },
} satisfies Record<string, BucketRate>;

/** The account's API calls. */
export class Account {
  readonly calls = { DescribeMapRun: 0, UpdateMapRun: 0 };
  readonly throttled = { DescribeMapRun: 0, UpdateMapRun: 0 };
  readonly #buckets: Record<keyof typeof quotas, TokenBucket> = {
    DescribeMapRun: fillBucket(quotas.DescribeMapRun, 0),
    UpdateMapRun: fillBucket(quotas.UpdateMapRun, 0),
  };

  /** Makes a call; false if it is throttled. */
  call(api: keyof typeof quotas, nowMs: number): boolean {
    this.calls[api] += 1;
    const bucket = refillBucket(this.#buckets[api], quotas[api], nowMs);
    const allowed = bucket.tokens >= 1;
    if (!allowed) this.throttled[api] += 1;
    this.#buckets[api] = allowed ? takeTokens(bucket, 1) : bucket;
    return allowed;
  }

  /** Calls that the account has left at once. */
  left(api: keyof typeof quotas, nowMs: number): number {
    return refillBucket(this.#buckets[api], quotas[api], nowMs).tokens;
  }
}
