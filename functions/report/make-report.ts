import type { SFNClient } from '@aws-sdk/client-sfn';
import { describeExecution } from '../../aws/executions.ts';
import type { Ledger } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import { abortUploads, type PlannedRow, writeFailures } from '../../aws/run-outputs/index.ts';
import type { FunctionEnvironment } from '../../core/contracts/function-environment.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { planDocument } from '../../core/contracts/plan.ts';
import type { RunReport } from '../../core/contracts/report.ts';
import type { ReportEvent, SealResult } from '../../core/contracts/run-result.ts';
import { estimateRunCost } from '../../core/cost/estimate-run-cost.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { Completeness } from '../../core/proof/completeness.ts';
import { RunTotals } from '../../core/report/run-totals.ts';

/** What Report needs around it. */
export interface ReportSurroundings {
  environment: FunctionEnvironment;
  ledger: Ledger;
  store: ObjectStore;
  sfn: SFNClient;
}

/**
 * Says what a run did and what took the time, for every end of it, and writes `report.json`. Making it again is
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
  await store.putText(bucket, keys.report, `${JSON.stringify(report, null, 2)}\n`, 'application/json');
  return { uri };
}

async function describeRun(
  around: ReportSurroundings,
  row: PlannedRow,
  executionArn: string,
): Promise<RunReport> {
  const execution = await describeExecution(around.sfn, executionArn);
  const totals = new RunTotals({ slots: await readSlots(around, row.runId), since: execution.startedAt });
  const completeness = new Completeness(row);
  for await (const { unit, row: state } of around.ledger.readUnits(row)) {
    completeness.add(unit, state?.receipt);
    if (state?.receipt !== undefined) totals.add(state.receipt);
  }
  const end = row.sealed ?? (await describeUnsealed(around, row, completeness, execution));
  const endedAt = execution.stoppedAt ?? Date.now();
  const wallMs = endedAt - execution.startedAt;
  return {
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
      startedAt: new Date(execution.startedAt).toISOString(),
      endedAt: new Date(endedAt).toISOString(),
      wallMs,
      sequentialMs: totals.lastBusyMs,
      speedup: wallMs === 0 ? 0 : totals.lastBusyMs / wallMs,
      units: totals.unitTimes,
      items: totals.itemTimes,
    },
    utilization: { busyMs: totals.busyMs, provisionedMs: totals.provisionedMs, ratio: totals.utilization },
    environments: totals.environments,
    cost: {
      usd: estimateRunCost({
        units: end.units.succeeded,
        unitMs: totals.billedMs,
        memoryMb: around.environment.FANFOLD_TASK.memoryMb,
        objects: totals.objects,
      }),
    },
  };
}

/** A run that ended before Seal: stopped, or failed in a state of its own. */
async function describeUnsealed(
  around: ReportSurroundings,
  row: PlannedRow,
  completeness: Completeness,
  execution: Awaited<ReturnType<typeof describeExecution>>,
): Promise<Omit<SealResult, 'runId' | 'generation'>> {
  const stopped = execution.status === 'ABORTED';
  const rest = `${completeness.units.notRun} of ${row.units} units are not done; start run ${row.runId} again to do the rest`;
  return {
    status: 'FAILED',
    completionReason: stopped ? 'STOPPED' : 'INCOMPLETE',
    items: completeness.items,
    units: completeness.units,
    dataset: null,
    failures: await writeFailures(
      { ...around, bucket: around.environment.FANFOLD_BUCKET },
      row,
      completeness.items.failed,
    ),
    error: stopped
      ? { code: 'Stopped', message: `The run was stopped: ${rest}` }
      : {
          code: execution.error ?? 'Failed',
          message: `${execution.cause ?? 'The execution failed'}: ${rest}`,
        },
  };
}

async function readSlots({ store, environment }: ReportSurroundings, runId: string): Promise<number> {
  const text = await store.readText(environment.FANFOLD_BUCKET, runKeys(runId).plan);
  const planned = text === undefined ? undefined : planDocument.parse(JSON.parse(text)).itemConcurrency;
  return planned ?? 1;
}
