import type { RunResult } from '../../cli/run/run-result.ts';
import type { RunOutcome } from '../../client/run-outcome.ts';
import type { FailureRecord } from '../../core/contracts/failure.ts';
import type { AnyReport, RunReport } from '../../core/contracts/report.ts';
import { makeReport } from '../client/make-report.ts';

/** A record of item 12, which a task threw away. */
export function makeFailure(change: Partial<FailureRecord> = {}): FailureRecord {
  return {
    item: 12,
    code: 'thrown',
    name: 'PermanentError',
    message: 'the movie has no gross',
    attempt: 1,
    durationMs: 0.2,
    source: { uri: 's3://bucket/sources/run-1/movies.json', line: 14, start: 0, end: 10 },
    unit: 0,
    output: { offset: 0 },
    environment: 'env-1',
    ...change,
  };
}

/** A report of a run that failed: 30 of 100 items did, and the tolerance is 0. */
export function makeFailedReport(change: Partial<RunReport> = {}): RunReport {
  return makeReport({
    status: 'FAILED',
    completionReason: 'TOLERANCE_EXCEEDED',
    error: { code: 'ToleratedFailureThresholdExceeded', message: '30 of 100 items failed' },
    items: { total: 100, succeeded: 65, failed: 30, notRun: 5 },
    units: { total: 4, succeeded: 3, failed: 0, notRun: 1 },
    rows: 0,
    dataset: null,
    failures: { uri: 's3://bucket/runs/run-1/failures.jsonl', codes: { thrown: 28, timeout: 2 } },
    environments: {
      total: 2,
      meanFailureRate: 0.3,
      worst: [{ environment: 'env-1', items: 50, failed: 25, failureRate: 0.5 }],
    },
    ...change,
  });
}

/** The outcome that goes with a report. */
export function makeOutcome(report: AnyReport): RunOutcome {
  const { runId, completionReason, error } = report;
  const common = { runId, executionArn: 'arn:execution', completionReason };
  if (report.status === 'SUCCEEDED') return { ...common, status: 'SUCCEEDED', report, error: null };
  return { ...common, status: 'FAILED', report, error: error ?? { code: 'Failed', message: 'it failed' } };
}

/** What `fanfold run` has in the end. */
export function makeResult(report: AnyReport = makeReport(), change: Partial<RunResult> = {}): RunResult {
  return {
    outcome: makeOutcome(report),
    continued: false,
    logs: '/state/lambda/logs',
    reportUri: 's3://bucket/runs/run-1/report.json',
    examples: [],
    delivery: undefined,
    ...change,
  };
}
