import type { ItemFailure } from '../../../core/item-frames/messages.ts';

/** Counts attempts that ended. One that was cut short by the unit, because its time was up or it was stopped, didn't. */
export class AttemptTally {
  attempts = 0;
  /**
   * Those that ended with an error: thrown, beyond the limit, died (also through a neighbour's fault), rows refused.
   * An item that `run` never saw, because it was malformed or its schema refused it, is no error in this sense: it says
   * nothing of how the work goes.
   */
  errors = 0;
  /** Those whose error said "slow down". */
  throttles = 0;
  /** Run time, microseconds. */
  runUs = 0;

  succeed(durationUs: number): void {
    this.attempts += 1;
    this.runUs += durationUs;
  }

  fail(durationUs: number, { code, throttled }: { code: ItemFailure['code']; throttled: boolean }): void {
    this.attempts += 1;
    this.runUs += durationUs;
    if (code !== 'malformed' && code !== 'invalid-input') this.errors += 1;
    if (throttled) this.throttles += 1;
  }
}
