import type { Cancellation } from '../execution/cancellation.ts';
import type { Clock } from '../execution/clock.ts';
import { TIMED_OUT, untilCancelled } from '../execution/waiting.ts';

/** How long an attempt at a Task may take in all, and without a heartbeat. Undefined means for ever. */
export interface TaskLimits {
  timeoutSeconds: number | undefined;
  heartbeatSeconds: number | undefined;
}

/** The clock of one attempt at a Task. It begins to tick at once. */
export class TaskLimit {
  readonly #clock: Clock;
  readonly #heartbeatSeconds: number | undefined;
  readonly #expired = Promise.withResolvers<typeof TIMED_OUT>();
  #heartbeatMissed = false;
  #stopTimeout: (() => void) | undefined;
  #stopHeartbeat: (() => void) | undefined;

  constructor({ timeoutSeconds, heartbeatSeconds }: TaskLimits, clock: Clock) {
    this.#clock = clock;
    this.#heartbeatSeconds = heartbeatSeconds;
    if (timeoutSeconds !== undefined) {
      this.#stopTimeout = clock.schedule(timeoutSeconds * 1000, () => this.#expired.resolve(TIMED_OUT));
    }
    this.heartbeat();
  }

  /** Whether a heartbeat that stayed away is what ended the attempt. */
  get heartbeatMissed(): boolean {
    return this.#heartbeatMissed;
  }

  /** The time between two heartbeats begins anew. */
  heartbeat(): void {
    if (this.#heartbeatSeconds === undefined) return;
    this.#stopHeartbeat?.();
    this.#stopHeartbeat = this.#clock.schedule(this.#heartbeatSeconds * 1000, () => {
      this.#heartbeatMissed = true;
      this.#expired.resolve(TIMED_OUT);
    });
  }

  /** Waits for a promise, for the end of the time, or until cancelled. */
  race<T>(promise: Promise<T>, cancellation: Cancellation): Promise<T | typeof TIMED_OUT> {
    if (this.#stopTimeout === undefined && this.#stopHeartbeat === undefined) {
      return untilCancelled<T | typeof TIMED_OUT>(promise, cancellation);
    }
    const first = Promise.race<T | typeof TIMED_OUT>([promise, this.#expired.promise]);
    return untilCancelled(first, cancellation);
  }

  stop(): void {
    this.#stopTimeout?.();
    this.#stopHeartbeat?.();
  }
}
