import { isExecutionRunning } from '../../aws/executions.ts';
import { readHeadroom } from '../../aws/lambda-headroom.ts';
import type { RunRow, RunSettings } from '../../aws/ledger/index.ts';
import type { RetryInput } from '../../core/contracts/execution-input.ts';
import type { Plan, PlanEvent } from '../../core/contracts/plan.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { type SettledSettings, settleSettings } from '../../core/planning/settle-settings.ts';
import { checkRetryInput } from './check-input.ts';
import type { PlanSurroundings } from './make-plan.ts';
import { readPlanDocument, resumeRun } from './resume-run.ts';

/** True for an input that asks for a retry, be it valid or not. */
export function isRetry(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'retry' in input;
}

/**
 * Opens a new generation of a run that has ended, and plans what failed in it or never ran: units that aren't committed,
 * and of the others those of which items failed.
 * @throws FanfoldError `InvalidRunInput`, `RunInProgress`: nothing was started
 */
export async function planRetry(around: PlanSurroundings, event: PlanEvent): Promise<Plan> {
  const { environment, ledger, lambda } = around;
  const input = checkRetryInput(event.input);
  const before = await ledger.getRun(input.runId);
  if (before?.items === undefined) {
    throw new FanfoldError(
      'InvalidRunInput',
      `There is no run ${input.runId} to retry; name one that has run, or start a new one with a source`,
    );
  }
  const document = await readPlanDocument(around, input.runId);
  const task = environment.FANFOLD_TASK;
  const wanted = input.maxConcurrency ?? task.maxConcurrency;
  const headroom = wanted ?? (await readHeadroom(lambda));
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const merged = { ...document.input, ...given };
  const settled = settleSettings(task, merged, { headroom, cap: environment.FANFOLD_MAX_CONCURRENCY });
  const row = await openGeneration(around, event, before, input, settled);
  return resumeRun(around, row, settled);
}

async function openGeneration(
  { ledger, sfn, environment }: PlanSurroundings,
  { execution }: PlanEvent,
  before: RunRow,
  { runId }: RetryInput,
  settled: SettledSettings,
): Promise<RunRow> {
  // The same execution asks again: its Plan was retried.
  if (before.executionArn === execution.arn) return before;
  if (await isExecutionRunning(sfn, before.executionArn)) throw inProgress(runId, before.executionArn);
  const row: RunRow = {
    ...before,
    executionArn: execution.arn,
    status: 'RUNNING',
    epoch: before.epoch + 1,
    generation: before.generation + 1,
    settings: retrySettings(before.settings, environment.FANFOLD_CODE_DIGEST, settled),
  };
  delete row.sealed;
  delete row.ending;
  if (!(await ledger.putRun(row, before.epoch))) throw inProgress(runId, 'another execution');
  return row;
}

/** The task may have been repaired, and limits changed; what decides the form of the data set stays. */
function retrySettings(before: RunSettings, codeDigest: string, settled: SettledSettings): RunSettings {
  const { toleratedFailureCount, toleratedFailurePercentage, timeoutMs, retries } = settled;
  const { toleratedFailureCount: _, toleratedFailurePercentage: __, ...kept } = before;
  return {
    ...kept,
    codeDigest,
    timeoutMs,
    retries,
    ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
    ...(toleratedFailurePercentage !== undefined && { toleratedFailurePercentage }),
  };
}

function inProgress(runId: string, by: string): FanfoldError {
  return new FanfoldError(
    'RunInProgress',
    `Run ${runId} is still running as ${by}; wait for it or stop it, and retry what failed then`,
  );
}
