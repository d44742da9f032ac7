import * as z from 'zod';

/** A unit that is running. Times are epoch milliseconds by one clock. */
export const runningUnit = z.strictObject({
  unit: z.int().min(0),
  /** When the attempt that runs began. */
  startedAtMs: z.number(),
  /** A backup copy was started already, or this is one. */
  hasBackup: z.boolean(),
  /** Items done and how long it took, as the attempt last reported; absent if it never did. */
  report: z
    .strictObject({ itemsDone: z.int().min(0), items: z.int().min(1), afterMs: z.number().min(0) })
    .optional(),
});
export type RunningUnit = z.infer<typeof runningUnit>;

/** What stragglers are told by. */
export const stragglerQuestion = z.strictObject({
  nowMs: z.number(),
  units: z.strictObject({ total: z.int().min(0), committed: z.int().min(0) }),
  /** Median time that committed units took. */
  medianMs: z.number().min(0),
  /** Backup copies that this run has started so far. */
  backupsStarted: z.int().min(0),
  running: z.array(runningUnit),
});
export type StragglerQuestion = z.infer<typeof stragglerQuestion>;

/** Share of a run's units that may get a backup copy. */
const backupShare = 0.05;
/** Units that must be done before a median says anything. */
const leastDone = 10;
/** Slower than this many medians is a straggler. */
const slowdown = 3;
/** A copy's environment takes a second to come up: it can't win over a unit that takes less. */
const leastMs = 1_000;
/** A report is believed if it covers this share of the median. */
const reportShare = 0.5;
/** Reports come with heartbeats, every 3 s: a shorter time says nothing. */
const leastReportMs = 6_000;

/**
 * Units that get a backup copy now, slowest first. A unit is a straggler if half of the run's units are done, ten at least,
 * and it has run, or by its own last report is going to run, for more than three times their median and more than a second. Backups
 * are given to 5 % of the run's units at most, one at least; first commit wins, so a backup never harms.
 */
export function findStragglers(question: StragglerQuestion): number[] {
  const { units, medianMs, backupsStarted, nowMs, running } = question;
  if (units.committed < leastDone || units.committed * 2 < units.total) return [];
  const budget = Math.max(1, Math.floor(units.total * backupShare)) - backupsStarted;
  if (budget <= 0) return [];
  const mostMs = Math.max(slowdown * medianMs, leastMs);
  return running
    .filter((unit) => !unit.hasBackup)
    .map((unit) => ({ unit: unit.unit, predictedMs: predictMs(unit, nowMs, medianMs) }))
    .filter(({ predictedMs }) => predictedMs > mostMs)
    .sort((a, b) => b.predictedMs - a.predictedMs || a.unit - b.unit)
    .slice(0, budget)
    .map(({ unit }) => unit);
}

function predictMs(unit: RunningUnit, nowMs: number, medianMs: number): number {
  const ranMs = nowMs - unit.startedAtMs;
  const { report } = unit;
  if (report === undefined || report.afterMs < Math.max(leastReportMs, reportShare * medianMs)) return ranMs;
  // An item counts when it ends: the one under way may be nearly done.
  return Math.max(ranMs, (report.afterMs * report.items) / (report.itemsDone + 1));
}
