import type { Receipt } from '../contracts/receipt.ts';
import type { UnitPhases } from '../contracts/report-details.ts';
import { TimeDistribution } from '../statistics/time-distribution.ts';
import { handlerMsOf } from '../unit/sum-receipts.ts';

/** Where the time of units went. What an earlier version's receipt doesn't tell isn't counted. */
export class PhaseTally {
  readonly #slots: number;
  readonly #queued = new TimeDistribution();
  readonly #coldStart = new TimeDistribution();
  readonly #download = new TimeDistribution();
  readonly #run = new TimeDistribution();
  readonly #upload = new TimeDistribution();
  readonly #commit = new TimeDistribution();
  readonly total = new TimeDistribution();

  /** @param slots items that a unit may run side by side */
  constructor(slots: number) {
    this.#slots = slots;
  }

  /** @returns how long the unit's handlers ran, milliseconds */
  add({ timing }: Receipt): number {
    const { queuedMs, claimMs, commitMs } = timing;
    if (queuedMs !== undefined) this.#queued.add(queuedMs);
    this.#coldStart.add(timing.initMs);
    this.#download.add(timing.downloadMs);
    this.#run.add(timing.runMs / this.#slots);
    this.#upload.add(timing.uploadMs);
    if (claimMs !== undefined && commitMs !== undefined) this.#commit.add(claimMs + commitMs);
    const handlerMs = handlerMsOf(timing);
    this.total.add(handlerMs);
    return handlerMs;
  }

  get phases(): UnitPhases {
    return {
      queued: this.#queued.quantiles,
      coldStart: this.#coldStart.quantiles,
      download: this.#download.quantiles,
      run: this.#run.quantiles,
      upload: this.#upload.quantiles,
      commit: this.#commit.quantiles,
      total: this.total.quantiles,
    };
  }
}
