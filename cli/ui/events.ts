import type { FailureGroup } from '../../core/contracts/report-details.ts';
import type { OutcomeCounts } from '../../core/contracts/run-result.ts';

/** What the page shows of a run comes as these server-sent events. Times are epoch milliseconds of this machine. */
export type UiEvent =
  | { name: 'run'; data: RunHead }
  | { name: 'progress'; data: ProgressView }
  | { name: 'acts'; data: { acts: ActView[] } }
  | { name: 'series'; data: SeriesView }
  | { name: 'units'; data: UnitsView }
  | { name: 'failures'; data: FailuresView }
  | { name: 'notes'; data: { notes: string[] } }
  | { name: 'trouble'; data: { message: string } }
  | { name: 'end'; data: EndView };

/** Begins a snapshot: whatever was shown before is void, and all that is known follows. */
export interface RunHead {
  task: string;
  runId: string;
  startedAt: number;
  at: number;
}

/** Where the run stands. What is not known yet is null. */
export interface ProgressView {
  at: number;
  /** `waiting`: its execution was started, and Plan has not opened it yet. */
  phase: 'waiting' | 'planning' | 'running' | 'finishing';
  items: { total: number; done: number; failed: number };
  units: { total: number; committed: number; running: number };
  rows: number;
  /** Items a second over the last 15 s. */
  perSecond: number | null;
  remainingMs: number | null;
  limit: number | null;
  maxConcurrency: number | null;
  attempts: { total: number; errors: number; throttles: number } | null;
  backups: number | null;
  ending: { reason: string; message: string } | null;
  /** Units that have run longest, at most 10. */
  slowest: RunningView[];
}

/** A unit that runs. */
export interface RunningView {
  unit: number;
  attempt: number;
  startedAt: number;
  done: number;
  failed: number;
}

/** Something that the governor did, and why. */
export interface ActView {
  /** Counts up within a run. */
  number: number;
  at: number;
  kind: 'limit' | 'backup' | 'rescue' | 'end';
  text: string;
  /** Of the limit. */
  change: { from: number; to: number } | null;
}

/** The run over time, in equal steps. */
export interface SeriesView {
  from: number;
  stepMs: number;
  /** Units at work, on average over each step. */
  running: number[];
  /** Items a second; those of a unit are spread evenly over its time. */
  perSecond: number[];
  /** Limit at the end of each step. */
  limit: (number | null)[];
}

/** The heat map: a cell for each unit, or for several neighbours where there are many. */
export interface UnitsView {
  total: number;
  perCell: number;
  /** Median duration of committed units, milliseconds; 0 while there are none. */
  typicalMs: number;
  /** Cells that changed; all of them in a snapshot. */
  cells: CellView[];
}

/** One cell of the heat map. */
export interface CellView {
  cell: number;
  waiting: number;
  running: number;
  committed: number;
  done: number;
  failed: number;
  /** The slowest of its committed units. */
  slowest: { unit: number; ms: number } | null;
  /** Since when the unit runs that has run longest. */
  oldest: { unit: number; startedAt: number } | null;
}

/** Failed items by code and message. */
export interface FailuresView {
  /** Failed items of the run, of which `grouped` are in the groups. */
  failed: number;
  grouped: number;
  /** The largest first. Never an item's content. */
  groups: FailureGroup[];
}

/** How the run ended. */
export interface EndView {
  status: 'SUCCEEDED' | 'FAILED' | 'REJECTED';
  completionReason: string | null;
  endedAt: number | null;
  error: { code: string; message: string } | null;
  /** Null if no report was made. */
  totals: { items: OutcomeCounts; units: OutcomeCounts; rows: number } | null;
  wallMs: number | null;
  speedup: number | null;
  usd: number | null;
  dataset: { uri: string; bytes: number } | null;
  /** Of this server; empty if no report was made. */
  reports: { label: string; href: string }[];
  /** How to go on: sentences, and after each the command that it speaks of. */
  next: { text: string; command: string | null }[];
}
