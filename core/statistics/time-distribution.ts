import { barsOf } from './bars.ts';
import { addTime, createHistogram, quantile } from './histogram.ts';

/** Times that were added one by one: quantiles by a histogram, but 0 and the longest are exact. */
export class TimeDistribution {
  readonly #histogram = createHistogram();
  #zeros = 0;
  #max = 0;

  add(milliseconds: number): void {
    addTime(this.#histogram, milliseconds * 1000);
    if (milliseconds === 0) this.#zeros += 1;
    this.#max = Math.max(this.#max, milliseconds);
  }

  /** @param share 0 to 1 @returns milliseconds; 0 if there are no times */
  quantile(share: number): number {
    if (share === 1) return this.#max;
    if (Math.max(1, Math.ceil(share * this.#histogram.total)) <= this.#zeros) return 0;
    return Math.min(quantile(this.#histogram, share) / 1000, this.#max);
  }

  get quantiles() {
    return {
      p50: this.quantile(0.5),
      p90: this.quantile(0.9),
      p99: this.quantile(0.99),
      max: this.#max,
    };
  }

  /** In order, without gaps. */
  get bars() {
    return barsOf(this.#histogram).map(({ from, to, count }) => ({
      fromMs: from / 1000,
      toMs: to / 1000,
      count,
    }));
  }
}
