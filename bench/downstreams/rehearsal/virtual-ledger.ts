import type { UnitProgress } from '../../../core/contracts/unit-progress.ts';
import { type TallyDelta, type UnitChange, UnitTally } from '../../../core/govern/unit-tally.ts';
import { leaseMs } from './assumptions.ts';

/** Where units tell how far they are; read by Govern's own tally. */
export class VirtualLedger {
  readonly tally: UnitTally;
  readonly #units: number;
  #committed = 0;
  #news: UnitChange[] = [];

  constructor(units: number) {
    this.tally = new UnitTally(units);
    this.#units = units;
  }

  /** True once every unit is committed. */
  get complete(): boolean {
    return this.#committed === this.#units;
  }

  /** A unit's row changes: claimed, a heartbeat, or committed. */
  write(change: Omit<UnitChange, 'leaseUntil'>): void {
    const progress: UnitProgress = { ...change.progress };
    this.#news.push({ ...change, progress, leaseUntil: change.updatedAt + leaseMs });
    if (change.state === 'committed') this.#committed += 1;
  }

  /** Takes what was written since the last time into the tally, and says what it adds. */
  readNews(): TallyDelta {
    const news = this.#news;
    this.#news = [];
    return this.tally.take(news);
  }
}
