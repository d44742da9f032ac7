import type { GovernAct } from '../contracts/govern.ts';

/** First and last acts that a report keeps. */
const keptAtEachEnd = 250;

/** What Govern did, in order: the first and the last acts, and counts of all. */
export class ActLog {
  readonly #first: GovernAct[] = [];
  #last: GovernAct[] = [];
  readonly counts = { limit: 0, backup: 0, rescue: 0, end: 0 };
  /** Times that the limit shrank because Lambda or what items call had throttled. */
  throttled = 0;

  add(act: GovernAct): void {
    this.counts[act.kind] += 1;
    if (act.kind === 'limit' && (act.reason.code === 'throttled' || act.reason.code === 'lambda-throttled'))
      this.throttled += 1;
    if (this.#first.length < keptAtEachEnd) {
      this.#first.push(act);
      return;
    }
    this.#last.push(act);
    // Cut now and then: taking the first one off each time would move all others.
    if (this.#last.length >= 4 * keptAtEachEnd) this.#last = this.#last.slice(-keptAtEachEnd);
  }

  get kept(): GovernAct[] {
    return [...this.#first, ...this.#last.slice(-keptAtEachEnd)];
  }
}
