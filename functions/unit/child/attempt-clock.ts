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
  /** Why its signal has aborted. */
  over: Error | undefined;
  /** Gives up waiting for an item that doesn't settle. */
  abandon: ((error: ItemTimeout) => void) | undefined;
}

/** After its signal has aborted an item may settle by itself; less than the grace that the unit gives. */
const graceMs = 100;

/**
 * Tells attempts when their time is up, with one timer for all: a timer each would cost more than a small item.
 * It can't end an item that doesn't settle; the unit does that, from outside.
 */
export class AttemptClock {
  readonly #timeoutMs: number;
  readonly #sideBySide: boolean;
  readonly #attempts = new Set<Attempt>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param sideBySide items run side by side: one that doesn't settle is given up here, since ending the process would
   * cost its neighbours; it may go on in the background until the unit is done
   */
  constructor(timeoutMs: number, sideBySide: boolean) {
    this.#timeoutMs = timeoutMs;
    this.#sideBySide = sideBySide;
  }

  /**
   * Runs one attempt. When its time is up its signal aborts, and whatever it settles with then is a timeout.
   * @throws ItemTimeout
   */
  async run<Result>(body: (signal: () => AbortSignal) => Promise<Result>): Promise<Result> {
    const attempt: Attempt = {
      deadline: performance.now() + this.#timeoutMs,
      controller: undefined,
      over: undefined,
      abandon: undefined,
    };
    this.#attempts.add(attempt);
    this.#timer ??= setTimeout(() => this.#tick(), this.#timeoutMs).unref();
    const signal = () => {
      if (attempt.controller === undefined) {
        attempt.controller = new AbortController();
        if (attempt.over !== undefined) attempt.controller.abort(attempt.over);
      }
      return attempt.controller.signal;
    };
    try {
      const running = body(signal);
      const result = await (this.#sideBySide ? Promise.race([running, this.#abandoned(attempt)]) : running);
      if (performance.now() > attempt.deadline) throw new ItemTimeout(this.#timeoutMs);
      return result;
    } catch (error) {
      throw performance.now() > attempt.deadline ? new ItemTimeout(this.#timeoutMs) : error;
    } finally {
      this.#attempts.delete(attempt);
    }
  }

  /** Aborts the signal of every attempt that is under way. None is given up any more: the unit waits for them. */
  interrupt(reason: Error): void {
    for (const attempt of this.#attempts) {
      attempt.abandon = undefined;
      abort(attempt, reason);
    }
  }

  #abandoned(attempt: Attempt): Promise<never> {
    const { promise, reject } = Promise.withResolvers<never>();
    attempt.abandon = reject;
    return promise;
  }

  #tick(): void {
    this.#timer = undefined;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const attempt of this.#attempts) {
      if (attempt.over !== undefined) continue;
      if (attempt.deadline > now) {
        next = Math.min(next, attempt.deadline - now);
        continue;
      }
      const timeout = new ItemTimeout(this.#timeoutMs);
      abort(attempt, timeout);
      if (attempt.abandon !== undefined) setTimeout(() => attempt.abandon?.(timeout), graceMs);
    }
    if (next < Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(() => this.#tick(), Math.ceil(next)).unref();
  }
}

function abort(attempt: Attempt, reason: Error): void {
  attempt.over ??= reason;
  attempt.controller?.abort(attempt.over);
}
