/** Where a run stands. Counts of items come from the ledger: committed units, and what running units last reported. */
export interface RunProgress {
  /** `planning`: Plan has not opened the run yet. `finishing`: every unit is committed; Seal and Report are at work. */
  phase: 'planning' | 'running' | 'finishing';
  items: { total: number; done: number; failed: number };
  units: { total: number; committed: number; running: number };
  rows: number;
}

/** Nothing is known yet. */
export const noProgress: RunProgress = Object.freeze({
  phase: 'planning',
  items: { total: 0, done: 0, failed: 0 },
  units: { total: 0, committed: 0, running: 0 },
  rows: 0,
});
