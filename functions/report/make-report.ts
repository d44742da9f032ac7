import { abortUploads } from '../../aws/run-outputs/index.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { ReportEvent } from '../../core/contracts/run-result.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { describeRun } from './describe-run.ts';
import { writePage } from './page/write-page.ts';
import type { ReportSurroundings } from './report-surroundings.ts';

/**
 * Says what a run did and what took the time, for every end of it, and writes `report.html` and `report.json`. Making it again is
 * harmless; the report of a run that succeeded stays as its own execution made it.
 * @param options.onRequest false where nobody asked for it: then open uploads stay, since a redrive of the execution
 *   goes on with them and a lifecycle rule ends them, and the report of a run that was opened anew meanwhile is left to
 *   that execution. Default true.
 * @throws FanfoldError `RunClosed` if there is no such run, or it was never planned
 */
export async function makeReport(
  around: ReportSurroundings,
  event: ReportEvent,
  { onRequest = true }: { onRequest?: boolean } = {},
): Promise<{ uri: string }> {
  const { ledger, store, environment } = around;
  const bucket = environment.FANFOLD_BUCKET;
  const keys = runKeys(event.runId);
  const uri = `s3://${bucket}/${keys.report}`;
  const row = await ledger.getRun(event.runId);
  if (row === undefined || row.items === undefined || row.units === undefined) {
    throw new FanfoldError(
      'RunClosed',
      `Run ${event.runId} was never planned, so there is nothing to report`,
    );
  }
  const succeeded = row.status === 'SUCCEEDED';
  if (succeeded && row.executionArn !== event.executionArn && (await store.head(bucket, keys.report)))
    return { uri };
  const planned = { ...row, items: row.items, units: row.units };
  // A run that ended before Seal may have left uploads open; S3 charges for their parts.
  if (onRequest && row.sealed === undefined && row.executionArn === event.executionArn)
    await abortUploads({ ledger, store, bucket }, row);
  const report = await describeRun(around, planned, succeeded ? row.executionArn : event.executionArn);
  if (!onRequest && (await ledger.getRun(row.runId))?.epoch !== row.epoch) return { uri };
  // Before report.json, which says that this end is reported.
  await writePage(around, report);
  await store.putText(bucket, keys.report, `${JSON.stringify(report, null, 2)}\n`, 'application/json');
  return { uri };
}
