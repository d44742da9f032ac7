import type { RunReport } from '../contracts/report.ts';
import type { Histogram } from '../statistics/histogram.ts';

/** Settings that a run ran with. */
export interface RunSettings {
  /** Items of a unit, as Plan cut them. */
  unitItems: number;
  /** Units at once at most, and whether somebody set it; else it is what the account leaves free. */
  maxConcurrency: { value: number; given: boolean };
  adaptiveConcurrency: boolean;
  timeoutMs: number;
  /** Further attempts at an item that threw. */
  retries: number;
  /** Items that a unit runs side by side. */
  itemConcurrency: number;
  source: { format: 'jsonl' | 'csv' | 'json'; compressed: boolean };
}

/** An environment whose items took longer than others'. */
export interface SlowEnvironment {
  environment: string;
  items: number;
  units: number;
  /** Mean run time of an item, milliseconds. */
  meanItemMs: number;
  /** Median over environments. */
  medianItemMs: number;
}

/** What advice is given on: a report, what the run ran with, and figures that the report doesn't hold. */
export interface AdviceBasis {
  report: Omit<RunReport, 'advice'>;
  settings: RunSettings;
  /** Run times of items, all attempts of one together. */
  itemTimes: Histogram;
  /** Time of the units' handlers, milliseconds. */
  handlerMs: number;
  /** Attempts at items: all, those with an error, those whose error said "slow down". */
  attempts: { total: number; errors: number; throttles: number };
  /** Attempts beyond the first, and those of them at items that failed all the same. */
  retries: { made: number; wasted: number };
  /** Times that Govern lowered the limit because something had throttled. */
  throttledActs: number;
  /** Begin of the first unit of the last execution, epoch milliseconds; undefined if it ran none. */
  firstUnitAt: number | undefined;
  /** The environment whose items took longest beside others', if one stands out. */
  slowEnvironment: SlowEnvironment | undefined;
}
