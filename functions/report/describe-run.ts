import { describeExecution } from '../../aws/executions.ts';
import { type PlannedRow, writeFailures } from '../../aws/run-outputs/index.ts';
import type { RunReport } from '../../core/contracts/report.ts';
import type { SealResult } from '../../core/contracts/run-result.ts';
import type { Completeness } from '../../core/proof/completeness.ts';
import { assembleReport } from '../../core/report/assemble-report.ts';
import { addUpRun } from './add-up-run.ts';
import { describeCost } from './describe-cost.ts';
import { describePrediction } from './describe-prediction.ts';
import { readFailureGroups } from './read-failure-groups.ts';
import type { ReportSurroundings } from './report-surroundings.ts';

type Execution = Awaited<ReturnType<typeof describeExecution>>;

/** Says what a run did and what took the time. */
export async function describeRun(
  around: ReportSurroundings,
  row: PlannedRow,
  executionArn: string,
): Promise<RunReport> {
  const execution = await describeExecution(around.sfn, executionArn);
  const span = { startedAt: execution.startedAt, endedAt: execution.stoppedAt ?? Date.now() };
  const wallMs = span.endedAt - span.startedAt;
  const sums = await addUpRun(around, row, span);
  const end = row.sealed ?? (await describeUnsealed(around, row, sums.completeness, execution));
  const records = await readFailureGroups(around.store, around.environment.FANFOLD_BUCKET, {
    runId: row.runId,
    failures: end.failures !== null,
    logGroup: sums.totals.logGroup,
  });
  const { FANFOLD_TASK: task } = around.environment;
  const { totals, settings } = sums;
  const cost = await describeCost(around, row, { totals, wallMs, end });
  return assembleReport({
    row: { ...row, folds: row.settings.folds ?? false },
    span,
    end,
    sums,
    records,
    memoryMb: task.memoryMb,
    cost,
    prediction: await describePrediction(around, row, { totals, settings, wallMs, usd: cost.usd }),
  });
}

/** A run that ended before Seal: stopped, or failed in a state of its own. */
async function describeUnsealed(
  around: ReportSurroundings,
  row: PlannedRow,
  completeness: Completeness,
  execution: Execution,
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
