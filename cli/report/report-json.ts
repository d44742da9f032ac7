import type { RunOutcome } from '../../client/run-outcome.ts';
import type { SavedReport } from '../run/save-report.ts';

/** What `fanfold report --json` prints: one object, whatever happened. What is not known is null. */
export interface ReportJson {
  runId: string | null;
  /** The run's. `RUNNING`: its end was not waited for; `REJECTED`: bad usage, or no such run. */
  status: RunOutcome['status'] | 'RUNNING' | 'REJECTED' | null;
  /** Absolute paths; `html` is null where an earlier version made the report. */
  report: { html: string | null; json: string; failures: string } | null;
  error?: { code: string; message: string };
}

/** The object of a report that was got. */
export function describeSaved(
  { runId, status }: Pick<RunOutcome, 'runId' | 'status'>,
  { page, report, failures }: SavedReport,
): ReportJson {
  return { runId, status, report: { html: page ?? null, json: report, failures } };
}
