import type { RunOutcome } from '../../client/run-outcome.ts';

/**
 * What `--json` prints of a run: one object, whatever happened. What is not known is null. `RUNNING`: `watch` was
 * interrupted, and the run goes on.
 */
export interface RunJson {
  runId: string | null;
  status: 'SUCCEEDED' | 'FAILED' | 'REJECTED' | 'RUNNING';
  completionReason: string | null;
  items: Counts | null;
  units: Counts | null;
  rows: number | null;
  dataset: { uri: string; bytes: number; crc64nvme: string; format: string } | null;
  failures: { uri: string } | null;
  report: { uri: string } | null;
  timing: { wallMs: number; sequentialMs: number; speedup: number; utilization: number } | null;
  cost: { usd: number } | null;
  error?: { code: string; message: string };
}

interface Counts {
  total: number;
  succeeded: number;
  failed: number;
  notRun: number;
}

/** The object of a run that ended. */
export function describeOutcome(outcome: RunOutcome, reportUri: string): RunJson {
  const { runId, status, completionReason, report, error } = outcome;
  const told = error === null ? {} : { error };
  if (report === null) return { ...describeRefusal(runId, status), completionReason, ...told };
  const { items, units, rows, dataset, failures, timing, cost } = report;
  return {
    runId,
    status,
    completionReason,
    items,
    units,
    rows,
    dataset: dataset && {
      uri: dataset.uri,
      bytes: dataset.bytes,
      crc64nvme: dataset.crc64nvme,
      format: dataset.format,
    },
    failures: failures && { uri: failures.uri },
    report: { uri: reportUri },
    timing: {
      wallMs: timing.wallMs,
      sequentialMs: timing.sequentialMs,
      speedup: timing.speedup,
      utilization: report.utilization.ratio,
    },
    cost: cost && { usd: cost.usd },
    ...told,
  };
}

/** The object of a run of which nothing but its end is known. */
export function describeRefusal(
  runId: string | null,
  status: RunJson['status'],
  error?: { code: string; message: string },
): RunJson {
  return {
    runId,
    status,
    completionReason: null,
    items: null,
    units: null,
    rows: null,
    dataset: null,
    failures: null,
    report: null,
    timing: null,
    cost: null,
    ...(error !== undefined && { error }),
  };
}
