import type { Pipeline } from '../core/contracts/pipeline.ts';
import type { AnyReport } from '../core/contracts/report.ts';
import type { CompletionReason } from '../core/contracts/run-result.ts';
import { type ErrorCode, FanfoldError, refusalCodes } from '../core/errors/fanfold-error.ts';
import type { AwsClients } from './clients.ts';
import type { ExecutionEnd } from './execution-end.ts';
import { makeReport, readReport } from './read-report.ts';
import type { RunOutcome } from './run-outcome.ts';

interface Run {
  runId: string;
  executionArn: string;
  pipeline: Pipeline;
}

/**
 * What an ended execution did. Step Functions writes no output for an end other than success, so the report is made
 * here if its state was not reached.
 *
 * @throws FanfoldError with the refusal's code when Plan refused the run
 */
export async function readOutcome(clients: AwsClients, run: Run, end: ExecutionEnd): Promise<RunOutcome> {
  const { runId, executionArn } = run;
  if (end.status === 'SUCCEEDED') {
    const report = await readReport(clients.s3, run.pipeline.bucket, runId);
    if (report === undefined) throw new Error(`run ${runId} succeeded, but its report is missing`);
    return {
      status: 'SUCCEEDED',
      runId,
      executionArn,
      completionReason: report.completionReason,
      report,
      error: null,
    };
  }
  if (isRefusal(end.error)) throw new FanfoldError(end.error, end.cause ?? `run ${runId} was refused`);
  const report = await reportOfFailure(clients, run, end);
  const reported = report?.status === 'FAILED' ? report : undefined;
  return {
    status: 'FAILED',
    runId,
    executionArn,
    completionReason: reported?.completionReason ?? reasonOf(end),
    report,
    // The report's says how many units are left.
    error: reported?.error ?? describeError(end, runId),
  };
}

async function reportOfFailure(clients: AwsClients, run: Run, end: ExecutionEnd): Promise<AnyReport | null> {
  const { runId, executionArn, pipeline } = run;
  const found = await readReport(clients.s3, pipeline.bucket, runId);
  // An earlier execution of the same run may have left one.
  if (found !== undefined && Date.parse(found.timing.startedAt) >= end.startedAt.getTime()) return found;
  try {
    await makeReport(clients.lambda, pipeline, { runId, executionArn });
    return (await readReport(clients.s3, pipeline.bucket, runId)) ?? null;
  } catch {
    // The run's own error says more than the report's; the outcome carries null.
    return null;
  }
}

function reasonOf(end: ExecutionEnd): CompletionReason {
  if (end.status === 'ABORTED' || end.error === 'RunStopped') return 'STOPPED';
  if (end.error === 'SourceChanged') return 'SOURCE_CHANGED';
  if (
    end.error === 'ToleratedFailureThresholdExceeded' ||
    end.error === 'States.ExceedToleratedFailureThreshold'
  ) {
    return 'TOLERANCE_EXCEEDED';
  }
  return 'INCOMPLETE';
}

function describeError(end: ExecutionEnd, runId: string): { code: string; message: string } {
  const fallback = {
    ABORTED: { code: 'Stopped', message: `run ${runId} was stopped` },
    TIMED_OUT: { code: 'States.Timeout', message: `run ${runId} ran into its time limit` },
    FAILED: { code: 'States.TaskFailed', message: `run ${runId} failed` },
    SUCCEEDED: { code: 'States.TaskFailed', message: `run ${runId} failed` },
  }[end.status];
  return { code: end.error ?? fallback.code, message: end.cause || fallback.message };
}

function isRefusal(code: string | undefined): code is ErrorCode {
  return code !== undefined && refusalCodes.has(code);
}
