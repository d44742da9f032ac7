import type { GovernAct } from '../core/contracts/govern.ts';
import type { EarlyEnd } from '../core/contracts/run-result.ts';

/** Where a run stands. Counts of items come from the ledger: committed units, and what running units last reported. */
export interface RunProgress {
  /** `planning`: Plan has not opened the run yet. `finishing`: every unit is committed; Seal and Report are at work. */
  phase: 'planning' | 'running' | 'finishing';
  items: { total: number; done: number; failed: number };
  units: { total: number; committed: number; running: number };
  rows: number;
  /** Why the run is being ended before its units are, if it is. */
  ending?: EarlyEnd;
  /** What Govern last wrote, about once a second; absent until it has. */
  governor?: GovernorProgress;
}

/** What Govern has decided. */
export interface GovernorProgress {
  /** Units that may run at once now. */
  limit: number;
  /** Units that may run at once at most. */
  maxConcurrency: number;
  /** What it did last and why, if it did anything. */
  act?: GovernAct;
}

/** Nothing is known yet. */
export const noProgress: RunProgress = Object.freeze({
  phase: 'planning',
  items: { total: 0, done: 0, failed: 0 },
  units: { total: 0, committed: 0, running: 0 },
  rows: 0,
});
