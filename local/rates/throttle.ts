import {
  type BucketRate,
  fillBucket,
  refillBucket,
  type TokenBucket,
  takeTokens,
} from '../../core/govern/token-bucket.ts';

/** A token bucket that keeps its own state: full at first. */
export class Throttle {
  readonly #rate: BucketRate;
  #bucket: TokenBucket;

  /** @param nowMs milliseconds of the clock that `take` is given too */
  constructor(rate: BucketRate, nowMs: number) {
    this.#rate = rate;
    this.#bucket = fillBucket(rate, nowMs);
  }

  /** Takes a token. @returns false, and none is taken, when there is no whole one */
  take(nowMs: number): boolean {
    const bucket = refillBucket(this.#bucket, this.#rate, nowMs);
    const allowed = bucket.tokens >= 1;
    this.#bucket = allowed ? takeTokens(bucket, 1) : bucket;
    return allowed;
  }

  /** Milliseconds until there is a whole token; 0 when there is one. */
  waitMs(nowMs: number): number {
    const { tokens } = refillBucket(this.#bucket, this.#rate, nowMs);
    return tokens >= 1 ? 0 : ((1 - tokens) / this.#rate.perSecond) * 1000;
  }
}
