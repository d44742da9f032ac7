import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { describeExecution } from '../../aws/executions.ts';
import type { RunRow } from '../../aws/ledger/index.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { runReport } from '../../core/contracts/report.ts';
import type { ExecutionEnd } from './execution-end.ts';
import { findRunOf } from './find-run.ts';
import { makeReport } from './make-report.ts';
import type { ReportSurroundings } from './report-surroundings.ts';

/** DescribeExecution is eventually consistent: it may show an execution as running that has sent the event of its end. */
const lookAgainAfterMs: readonly number[] = [200, 500, 1_000, 2_000, 4_000];

type Execution = Awaited<ReturnType<typeof describeExecution>>;

/**
 * Reports the end of an execution that nobody asked about. Idempotent: EventBridge may deliver an event more than once,
 * and a report of the same end, made by the Report state or on request, is left as it is.
 * @param pausesMs milliseconds to wait before each further look at an execution that still shows as running
 * @returns where the report is; undefined if there is nothing to report, which is logged with its reason
 */
export async function reportEnd(
  around: ReportSurroundings,
  { detail: { executionArn, status } }: ExecutionEnd,
  pausesMs: readonly number[] = lookAgainAfterMs,
): Promise<{ uri: string } | undefined> {
  const leave = (reason: string): undefined => {
    console.log(`No report of ${executionArn}, which is ${status}: ${reason}`);
  };
  const row = await findRunOf(around, executionArn);
  if (row === undefined) return leave('no run names it as its execution');
  if (row.items === undefined) return leave(`run ${row.runId} was never planned`);
  const execution = await describeEnded(around, executionArn, pausesMs);
  if (execution === undefined) return leave('it was redriven; its next end will be reported');
  const bucket = around.environment.FANFOLD_BUCKET;
  const { report } = runKeys(row.runId);
  if (saysThisEnd(await around.store.readText(bucket, report), row, execution)) {
    return { uri: `s3://${bucket}/${report}` };
  }
  const made = await makeReport(around, { runId: row.runId, executionArn }, { onRequest: false });
  // Seal has counted those that it judged.
  if (row.sealed === undefined) around.metrics?.record({ RunsFailed: 1 }, { run: row.runId });
  return made;
}

async function describeEnded(
  { sfn }: ReportSurroundings,
  executionArn: string,
  pausesMs: readonly number[],
): Promise<Execution | undefined> {
  for (const pauseMs of [0, ...pausesMs]) {
    await sleep(pauseMs);
    const execution = await describeExecution(sfn, executionArn);
    if (execution.status !== 'RUNNING') return execution;
  }
  return undefined;
}

/** Whether a report says this end, not an earlier one of another execution, or of this one before it was redriven. */
function saysThisEnd(text: string | undefined, row: RunRow, execution: Execution): boolean {
  if (text === undefined) return false;
  const { data: report } = runReport.safeParse(JSON.parse(text));
  if (report === undefined || report.generation !== row.generation) return false;
  if (Date.parse(report.timing.startedAt) !== execution.startedAt) return false;
  if (row.sealed === undefined) return Date.parse(report.timing.endedAt) === execution.stoppedAt;
  const { status, completionReason, error } = row.sealed;
  const said = { status: report.status, completionReason: report.completionReason, error: report.error };
  return isDeepStrictEqual(said, { status, completionReason, error });
}
