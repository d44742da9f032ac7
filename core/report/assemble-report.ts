import { advise, type RunSettings, slowEnvironmentRatio } from '../advice/index.ts';
import type { RunReport } from '../contracts/report.ts';
import type { SealResult } from '../contracts/run-result.ts';
import type { Completeness } from '../proof/completeness.ts';
import type { ActLog } from './act-log.ts';
import { describeProof } from './describe-proof.ts';
import type { FailureGroups } from './failure-groups.ts';
import type { RunTotals } from './run-totals.ts';

/** A run added up: its units, what Govern did, and what it ran with. */
export interface RunSums {
  settings: RunSettings;
  totals: RunTotals;
  completeness: Completeness;
  acts: ActLog;
}

/** All that a report is made from. */
export interface ReportBasis {
  row: { runId: string; task: string; generation: number; folds: boolean };
  /** Begin and end of the last execution, epoch milliseconds. */
  span: { startedAt: number; endedAt: number };
  /** What Seal said, or what stands for it. */
  end: Omit<SealResult, 'runId' | 'generation'>;
  sums: RunSums;
  /** All failure records, read. */
  records: FailureGroups;
  /** Memory of a unit's Lambda. */
  memoryMb: number;
  cost: RunReport['cost'];
  prediction: RunReport['prediction'];
}

/** Puts a report together, its advice last. */
export function assembleReport(basis: ReportBasis): RunReport {
  const { row, span, end, records, memoryMb, cost, prediction } = basis;
  const { settings, totals, completeness, acts } = basis.sums;
  const wallMs = span.endedAt - span.startedAt;
  const { backup: started, rescue: rescued } = acts.counts;
  const report: Omit<RunReport, 'advice'> = {
    version: 1,
    runId: row.runId,
    task: row.task,
    generation: row.generation,
    status: end.status,
    completionReason: end.completionReason,
    error: end.error,
    items: end.items,
    units: end.units,
    rows: end.dataset?.rows ?? 0,
    dataset: end.dataset,
    failures: end.failures && { ...end.failures, codes: totals.codes },
    timing: {
      startedAt: new Date(span.startedAt).toISOString(),
      endedAt: new Date(span.endedAt).toISOString(),
      wallMs,
      sequentialMs: totals.lastBusyMs,
      speedup: wallMs === 0 ? 0 : totals.lastBusyMs / wallMs,
      units: totals.unitTimes,
      items: totals.itemTimes,
    },
    utilization: { busyMs: totals.busyMs, provisionedMs: totals.provisionedMs, ratio: totals.utilization },
    environments: totals.environments,
    ...totals.details,
    moments: totals.moments.moments(settings.maxConcurrency.value),
    backups: { started, won: totals.wonByBackups, rescued },
    memory: { limitMb: memoryMb, peakMb: totals.peakMb },
    failureGroups: records.groups,
    acts: acts.kept,
    cost,
    prediction,
    proof: describeProof({
      completeness,
      dataset: end.dataset,
      folds: row.folds,
      records: records.count,
    }),
  };
  return { ...report, advice: adviseOn(report, basis) };
}

function adviseOn(report: Omit<RunReport, 'advice'>, { sums, records }: ReportBasis): RunReport['advice'] {
  const { settings, totals, acts } = sums;
  return advise({
    report,
    settings,
    itemTimes: totals.itemHistogram,
    handlerMs: totals.handlerMs,
    attempts: totals.attempts,
    retries: { made: totals.retries, wasted: records.wastedRetries },
    throttledActs: acts.throttled,
    firstUnitAt: totals.firstUnitAt,
    slowEnvironment: totals.slowestEnvironment(slowEnvironmentRatio),
  });
}
