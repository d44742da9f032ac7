/** Why an attempt failed whose time was up; also the reason of its aborted signal. */
export class ItemTimeout extends Error {
  override readonly name = 'TimeoutError';

  constructor(timeoutMs: number) {
    super(`ran longer than its limit of ${timeoutMs} ms`);
  }
}

interface Attempt {
  deadline: number;
  controller: AbortController | undefined;
}

/**
 * Tells attempts when their time is up, with one timer for all: a timer each would cost more than a small item.
 * It can't end an item that doesn't settle; the unit does that, from outside.
 */
export class AttemptClock {
  readonly #timeoutMs: number;
  readonly #attempts = new Set<Attempt>();
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Runs one attempt. When its time is up its signal aborts, and whatever it settles with then is a timeout.
   * @throws ItemTimeout
   */
  async run<Result>(body: (signal: () => AbortSignal) => Promise<Result>): Promise<Result> {
    const attempt: Attempt = { deadline: performance.now() + this.#timeoutMs, controller: undefined };
    this.#attempts.add(attempt);
    this.#timer ??= setTimeout(() => this.#tick(), this.#timeoutMs).unref();
    const signal = () => {
      attempt.controller ??= new AbortController();
      return attempt.controller.signal;
    };
    try {
      const result = await body(signal);
      if (performance.now() > attempt.deadline) throw new ItemTimeout(this.#timeoutMs);
      return result;
    } catch (error) {
      throw performance.now() > attempt.deadline ? new ItemTimeout(this.#timeoutMs) : error;
    } finally {
      this.#attempts.delete(attempt);
    }
  }

  #tick(): void {
    this.#timer = undefined;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const attempt of this.#attempts) {
      if (attempt.deadline <= now) attempt.controller?.abort(new ItemTimeout(this.#timeoutMs));
      else next = Math.min(next, attempt.deadline - now);
    }
    if (next < Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(() => this.#tick(), Math.ceil(next)).unref();
  }
}
