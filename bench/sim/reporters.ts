import { addMeter, type Meter, zeroMeter } from './meter.ts';

/** An attempt at a unit, as far as reporting goes. */
export interface Reporting {
  /** The slots' meter when the attempt began. */
  began: Meter;
  /** Slots, times how fast they are: 1 for a sound environment. */
  slots: number;
  /** Which heartbeat it has. */
  beat: number;
}

/** Attempts with the same heartbeat: all of them report at the same time, so sums are enough. */
interface Cohort {
  units: number;
  slots: number;
  /** Sum of the meters at each one's last report, weighted. */
  reported: Meter;
  /** Meter at the last heartbeat. */
  last: Meter;
}

/** Heartbeats of all running attempts: what they have told the ledger so far. */
export class Reporters {
  /** Everything reported since the beginning. */
  readonly told = zeroMeter();
  readonly #cohorts: Cohort[];

  /** @param beats heartbeats per interval: one cohort each */
  constructor(beats: number) {
    this.#cohorts = Array.from({ length: beats }, () => ({
      units: 0,
      slots: 0,
      reported: zeroMeter(),
      last: zeroMeter(),
    }));
  }

  /** An attempt begins. */
  join({ began, slots, beat }: Reporting): void {
    const cohort = this.#cohort(beat);
    cohort.units += 1;
    cohort.slots += slots;
    addMeter(cohort.reported, began, slots, 1);
  }

  /** All attempts of a heartbeat report. */
  report(beat: number, now: Meter): void {
    const cohort = this.#cohort(beat);
    addMeter(this.told, now, cohort.slots, cohort.units);
    addMeter(this.told, cohort.reported, -1, -1);
    cohort.reported = zeroMeter();
    addMeter(cohort.reported, now, cohort.slots, cohort.units);
    cohort.last = now;
  }

  /** An attempt ends, and reports what it hasn't yet, unless it died. */
  leave(attempt: Reporting, now: Meter, reports: boolean): void {
    const cohort = this.#cohort(attempt.beat);
    const last = this.lastReport(attempt);
    if (reports) {
      addMeter(this.told, now, attempt.slots, 1);
      addMeter(this.told, last, -attempt.slots, -1);
    }
    cohort.units -= 1;
    cohort.slots -= attempt.slots;
    addMeter(cohort.reported, last, -attempt.slots, -1);
  }

  /** The slots' meter at an attempt's last report, or at its beginning. */
  lastReport({ began, beat }: Reporting): Meter {
    const { last } = this.#cohort(beat);
    return last.ms > began.ms ? last : began;
  }

  #cohort(beat: number): Cohort {
    const cohort = this.#cohorts[beat];
    if (cohort === undefined) throw new RangeError(`There is no heartbeat ${beat}`);
    return cohort;
  }
}
