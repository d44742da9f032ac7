import type { BucketRate } from '../../core/govern/token-bucket.ts';
import { Throttle } from '../rates/throttle.ts';

/**
 * Environments that Lambda adds to one function: 1,000 every 10 seconds, refilled continuously, unused ones not saved up
 * (https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html).
 */
export const ENVIRONMENT_RATE: BucketRate = { capacity: 1_000, perSecond: 100 };

/** Invocations a second for each of the concurrency (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html). */
export const INVOCATIONS_PER_ENVIRONMENT = 10;

/** GetFunction calls of an account (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests). */
export const GET_FUNCTION_RATE: BucketRate = { capacity: 100, perSecond: 100 };

/** All other calls of an account that aren't invocations, together (same page). */
export const CONTROL_RATE: BucketRate = { capacity: 15, perSecond: 15 };

/** AWS's rates for the local Lambda: how fast functions scale, are invoked and are managed. */
export class LambdaRates {
  readonly #now: () => number;
  readonly #environments = new Map<string, Throttle>();
  readonly #reserved = new Map<string, { rate: number; throttle: Throttle }>();
  readonly #getFunction: Throttle;
  readonly #control: Throttle;
  #account: Throttle | undefined;

  /** @param now milliseconds of a clock that doesn't go back */
  constructor(now: () => number) {
    this.#now = now;
    this.#getFunction = new Throttle(GET_FUNCTION_RATE, now());
    this.#control = new Throttle(CONTROL_RATE, now());
  }

  /**
   * Counts an invocation against ten a second for each of the function's reservation, or of the account's concurrency.
   * @returns the reason when it is one too many
   */
  takeInvocation(
    functionName: string,
    reserved: number | undefined,
    accountConcurrency: number,
  ): string | undefined {
    if (reserved === undefined) {
      this.#account ??= this.#newThrottle(accountConcurrency);
      return this.#account.take(this.#now()) ? undefined : 'FunctionInvocationRateLimitExceeded';
    }
    // Without any concurrency the concurrency is the reason.
    if (reserved === 0) return undefined;
    const known = this.#reserved.get(functionName);
    const throttle = known?.rate === reserved ? known.throttle : this.#newThrottle(reserved);
    this.#reserved.set(functionName, { rate: reserved, throttle });
    return throttle.take(this.#now()) ? undefined : 'ReservedFunctionInvocationRateLimitExceeded';
  }

  /** Counts a new environment of a function. @returns false when it would come too soon */
  takeEnvironment(functionName: string): boolean {
    const throttle = this.#environments.get(functionName) ?? new Throttle(ENVIRONMENT_RATE, this.#now());
    this.#environments.set(functionName, throttle);
    return throttle.take(this.#now());
  }

  /** Counts a call that is no invocation. @returns false when it is one too many */
  takeCall(isGetFunction: boolean): boolean {
    return (isGetFunction ? this.#getFunction : this.#control).take(this.#now());
  }

  /** A function that is gone. */
  forget(functionName: string): void {
    this.#environments.delete(functionName);
    this.#reserved.delete(functionName);
  }

  #newThrottle(concurrency: number): Throttle {
    const perSecond = concurrency * INVOCATIONS_PER_ENVIRONMENT;
    return new Throttle({ capacity: perSecond, perSecond }, this.#now());
  }
}
