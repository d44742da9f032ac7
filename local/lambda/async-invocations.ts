import type { LambdaService } from './service.ts';

/** Lambda tries an asynchronous invocation that failed twice more: after one minute and after two. */
const RETRY_DELAYS_SECONDS: readonly number[] = [60, 120];

/** A throttled event goes back to the queue for up to 6 hours, after 1 second first and 5 minutes at most. */
const MAX_EVENT_AGE_SECONDS = 6 * 3_600;
const FIRST_THROTTLE_DELAY_MS = 1_000;
const MAX_THROTTLE_DELAY_MS = 300_000;

/** How a function's events are tried again. */
export interface EventSettings {
  /** Further tries of an event that failed. Default: as many as there are delays. */
  retries?: number | undefined;
  /** Seconds after which an event is given up. Default 6 hours. */
  maxAgeSeconds?: number | undefined;
}

/** One event accepted for asynchronous invocation. */
export interface AsyncEvent {
  functionName: string;
  payload: string;
  /** The same for all tries, as on Lambda. */
  requestId: string;
  clientContext?: string | undefined;
}

/** Invokes functions for events whose caller does not wait, with Lambda's retries. Events live in memory. */
export class AsyncInvocations {
  readonly #service: LambdaService;
  readonly #delays: readonly number[];
  readonly #settings = new Map<string, EventSettings>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  /** @param retryDelaysSeconds delay before each retry of a failed invocation; default Lambda's, 60 and 120 */
  constructor(service: LambdaService, retryDelaysSeconds: readonly number[] = RETRY_DELAYS_SECONDS) {
    this.#service = service;
    this.#delays = retryDelaysSeconds;
  }

  /** Sets how a function's events are tried again; undefined: as Lambda does by default. */
  configure(functionArn: string, settings: EventSettings | undefined): void {
    if (settings === undefined) this.#settings.delete(functionArn);
    else this.#settings.set(functionArn, settings);
  }

  accept(event: AsyncEvent): void {
    void this.#run(event);
  }

  /** Drops the events that wait for a retry. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
  }

  async #run(event: AsyncEvent): Promise<void> {
    const acceptedAt = Date.now();
    let throttleDelay = FIRST_THROTTLE_DELAY_MS;
    for (let failures = 0; !this.#closed; ) {
      const result = await this.#service.invoke(event.functionName, event.payload, event);
      const delay = this.#nextDelay(event.functionName, result, failures, throttleDelay);
      const { maxAgeSeconds = MAX_EVENT_AGE_SECONDS } = this.#settings.get(event.functionName) ?? {};
      if (delay === undefined || Date.now() - acceptedAt + delay > maxAgeSeconds * 1000) {
        return;
      }
      if (result.outcome === 'failed') {
        failures += 1;
      } else {
        throttleDelay = Math.min(throttleDelay * 2, MAX_THROTTLE_DELAY_MS);
      }
      await this.#wait(delay);
    }
  }

  #nextDelay(
    functionName: string,
    result: Awaited<ReturnType<LambdaService['invoke']>>,
    failures: number,
    throttleDelay: number,
  ): number | undefined {
    if (result.outcome === 'refused') {
      // With a reservation of 0 Lambda gives events up at once.
      if (this.#service.limits.reservedBy(functionName.split(':').at(-1) ?? '') === 0) return undefined;
      return result.statusCode === 429 || result.statusCode >= 500 ? throttleDelay : undefined;
    }
    const retries = this.#settings.get(functionName)?.retries ?? this.#delays.length;
    const again = result.outcome === 'failed' && failures < retries;
    const seconds = again ? this.#delays[failures] : undefined;
    return seconds === undefined ? undefined : seconds * 1000;
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, milliseconds);
      timer.unref();
      this.#timers.add(timer);
    });
  }
}
