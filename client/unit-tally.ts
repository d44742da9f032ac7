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
   * Declares every claim seen so far dead: its execution is over. Such a unit counts again when a later attempt
   * claims it.
   */
  dropClaims(): void;
}

/** An empty tally. */
export function createUnitTally(): UnitTally {
  const units = new Map<number, ChangedUnit>();
  const dead = new Map<number, number>();
  const sums: TallySums = { committed: 0, running: 0, done: 0, failed: 0, rows: 0 };

  const count = (unit: ChangedUnit, sign: 1 | -1): void => {
    if (unit.state === 'committed') sums.committed += sign;
    else if (dead.get(unit.unit) === unit.attempt) return;
    else sums.running += sign;
    sums.done += sign * unit.progress.done;
    sums.failed += sign * unit.progress.failed;
    sums.rows += sign * unit.progress.rows;
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
    dropClaims() {
      for (const unit of units.values()) {
        if (unit.state === 'committed' || dead.get(unit.unit) === unit.attempt) continue;
        count(unit, -1);
        dead.set(unit.unit, unit.attempt);
      }
    },
  };
}
