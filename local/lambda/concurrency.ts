/**
 * Counts invocations at once against the account's concurrency and what functions reserve of it.
 *
 * As on Lambda, a reservation is both a function's cap and its guarantee: what is reserved is taken from what the other
 * functions share. Lambda keeps 100 of an account's 1,000 unreserved; the same tenth is kept here.
 */
export class ConcurrencyLimits {
  readonly accountConcurrency: number;
  readonly #reserved = new Map<string, number>();
  readonly #running = new Map<string, number>();
  #sharedRunning = 0;

  constructor(accountConcurrency: number) {
    if (!Number.isInteger(accountConcurrency) || accountConcurrency < 1) {
      throw new Error(
        `accountConcurrency is ${accountConcurrency}; it must be a whole number of at least 1.`,
      );
    }
    this.accountConcurrency = accountConcurrency;
  }

  /** What functions without a reservation share. */
  get unreserved(): number {
    return this.accountConcurrency - sum(this.#reserved.values());
  }

  /** What can't be reserved by any function. */
  get minimumUnreserved(): number {
    return Math.min(100, Math.ceil(this.accountConcurrency / 10));
  }

  reservedBy(functionName: string): number | undefined {
    return this.#reserved.get(functionName);
  }

  /** @returns false, and nothing changes, when too little would stay unreserved */
  reserve(functionName: string, concurrency: number | undefined): boolean {
    const freed = this.#reserved.get(functionName) ?? 0;
    if (concurrency !== undefined && this.unreserved + freed - concurrency < this.minimumUnreserved) {
      return false;
    }
    const wasShared = !this.#reserved.has(functionName);
    if (concurrency === undefined) {
      this.#reserved.delete(functionName);
    } else {
      this.#reserved.set(functionName, concurrency);
    }
    const running = this.#running.get(functionName) ?? 0;
    const isShared = concurrency === undefined;
    this.#sharedRunning += (isShared ? running : 0) - (wasShared ? running : 0);
    return true;
  }

  /** Counts an invocation in. @returns false when it must be throttled */
  enter(functionName: string): boolean {
    const running = this.#running.get(functionName) ?? 0;
    const reserved = this.#reserved.get(functionName);
    if (reserved === undefined ? this.#sharedRunning >= this.unreserved : running >= reserved) {
      return false;
    }
    this.#running.set(functionName, running + 1);
    if (reserved === undefined) {
      this.#sharedRunning += 1;
    }
    return true;
  }

  /** Counts an invocation out. */
  leave(functionName: string): void {
    this.#running.set(functionName, (this.#running.get(functionName) ?? 0) - 1);
    if (!this.#reserved.has(functionName)) {
      this.#sharedRunning -= 1;
    }
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total;
}
