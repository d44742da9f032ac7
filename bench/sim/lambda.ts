import { fillBucket, refillBucket, type TokenBucket, takeTokens } from '../../core/govern/token-bucket.ts';

/** Environments that Lambda adds to a function: 1,000 per 10 s, refilled continuously. */
const ramp = { capacity: 1_000, perSecond: 100 };

/** The unit function's execution environments. */
export class Lambda {
  /** Invocations that Lambda refused. */
  throttles = 0;
  inUse = 0;
  #idle = 0;
  #ramp: TokenBucket = fillBucket(ramp, 0);
  readonly #limit: number;

  /** @param limit environments at once: what the account leaves the function */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Starts an invocation in an environment that is there or a new one; refused (429) where neither may be. */
  invoke(nowMs: number): 'warm' | 'cold' | 'refused' {
    if (this.#idle > 0) {
      this.#idle -= 1;
      this.inUse += 1;
      return 'warm';
    }
    this.#ramp = refillBucket(this.#ramp, ramp, nowMs);
    if (this.inUse >= this.#limit || this.#ramp.tokens < 1) {
      this.throttles += 1;
      return 'refused';
    }
    this.#ramp = takeTokens(this.#ramp, 1);
    this.inUse += 1;
    return 'cold';
  }

  /** An invocation ended: its environment stays warm. */
  release(): void {
    this.inUse -= 1;
    this.#idle += 1;
  }
}
