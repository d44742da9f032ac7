import type { ChangedUnit } from '../aws/ledger/index.ts';

/** Sums over a run's units. */
export interface TallySums {
  committed: number;
  running: number;
  done: number;
  failed: number;
  rows: number;
}

/** Keeps what the ledger last said of each unit, and the sums: the cost of a change doesn't grow with the run. */
export interface UnitTally {
  take(changed: readonly ChangedUnit[]): void;
  sums(): TallySums;
  /**
   * Says which execution of the run this is, again and again: claims of an earlier epoch are dead and count when the unit
   * is claimed again, and of units that an earlier generation committed with failed items, which are to be run again, only
   * what succeeded counts.
   */
  enter(run: { epoch: number; generation: number }): void;
}

/** An empty tally, of any execution. */
export function createUnitTally(): UnitTally {
  const units = new Map<number, ChangedUnit>();
  const sums: TallySums = { committed: 0, running: 0, done: 0, failed: 0, rows: 0 };
  let current = { epoch: 0, generation: 0 };

  const count = ({ state, epoch, generation, progress }: ChangedUnit, sign: 1 | -1): void => {
    const { done, failed, rows } = progress;
    const again = state === 'committed' && failed > 0 && generation < current.generation;
    if (state === 'claimed' && epoch < current.epoch) return;
    if (state === 'claimed') sums.running += sign;
    else if (!again) sums.committed += sign;
    sums.done += sign * (again ? done - failed : done);
    sums.failed += sign * (again ? 0 : failed);
    sums.rows += sign * rows;
  };

  return {
    take(changed) {
      for (const unit of changed) {
        const before = units.get(unit.unit);
        if (before !== undefined) count(before, -1);
        units.set(unit.unit, unit);
        count(unit, 1);
      }
    },
    sums: () => ({ ...sums }),
    enter({ epoch, generation }) {
      if (epoch === current.epoch && generation === current.generation) return;
      for (const unit of units.values()) count(unit, -1);
      current = { epoch, generation };
      for (const unit of units.values()) count(unit, 1);
    },
  };
}
