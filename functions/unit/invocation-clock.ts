/** Before Lambda's deadline a unit stops, so that what it has to say is still said. */
const marginMs = 8_000;
/** Part of an invocation that is given to running items, so that they end by themselves. */
const lateShare = 0.1;

/** The reason with which {@link InvocationClock.over} aborts. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** Tells an invocation when to take nothing new, and when to stop. */
export class InvocationClock {
  readonly #late = new AbortController();
  readonly #over = new AbortController();
  readonly #timers: NodeJS.Timeout[];

  /** @param itemMs what one attempt at an item may take */
  constructor(remainingMs: () => number, itemMs: number) {
    const overMs = remainingMs() - marginMs;
    const lateMs = overMs - Math.min(itemMs, overMs * lateShare);
    this.#timers = [
      setTimeout(() => this.#late.abort(), lateMs),
      setTimeout(() => this.#over.abort(new OutOfTime()), overMs),
    ];
  }

  /** Aborts when no new item should be begun. */
  get late(): AbortSignal {
    return this.#late.signal;
  }

  /** Aborts when the time is up. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
