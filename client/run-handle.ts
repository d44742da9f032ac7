import { type FailureRecord, failureRecord } from '../core/contracts/failure.ts';
import type { Pipeline } from '../core/contracts/pipeline.ts';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import { readLines } from '../core/splitting/read-lines.ts';
import type { AwsClients } from './clients.ts';
import { awaitExecutionEnd } from './execution-end.ts';
import { followProgress } from './follow-progress.ts';
import type { RunProgress } from './progress.ts';
import { readGovernor } from './read-governor.ts';
import { readObject } from './read-object.ts';
import { readOutcome } from './read-outcome.ts';
import { readRows } from './read-rows.ts';
import type { RetryOptions } from './retry-run.ts';
import type { RunLedger } from './run-ledger.ts';
import type { RunOutcome } from './run-outcome.ts';
import type { RunSoFar } from './run-so-far.ts';
import { parseS3Uri } from './s3-uri.ts';
import { abortExecution, type StopAnswer, stopRun } from './stop-run.ts';
import type { UnitTally } from './unit-tally.ts';

/** A run that was started, or that was attached to. */
export interface RunHandle {
  readonly runId: string;
  readonly executionArn: string;
  /** What the run id had committed before; undefined for a new run. With the same executionArn: attached to it. */
  readonly soFar: RunSoFar | undefined;
  /** Where the run stands, until it ends. */
  progress(): AsyncIterable<RunProgress>;
  /**
   * How the run ended; may be asked any number of times.
   * @throws FanfoldError with one of `refusalCodes` when Plan refused the run: nothing was started
   */
  result(): Promise<RunOutcome>;
  /**
   * The data set, row by row in item order, in flat memory. Waits for the run's end.
   * @throws FanfoldError `DataSetIncomplete` when the run failed: it delivers no data set; `InvalidUsage` when the data set
   * isn't JSONL (compressed or not)
   */
  rows(): AsyncIterable<unknown>;
  /** Records of the items that failed, in item order. Waits for the run's end. */
  failures(): AsyncIterable<FailureRecord>;
  /**
   * Stops the run so that what is done is kept: no item starts from now on, `run` of those that go on sees its
   * AbortSignal, and the execution ends within seconds, FAILED with the completion reason STOPPED. The same run id started
   * again, or a retry, does the rest only. A run whose items are still being found is ended at once instead.
   *
   * @param cause stands in the report. Default: `stopped by the client`
   * @example
   * ```ts
   * import type { RunHandle } from 'fanfold/client';
   *
   * export async function stopAfter(run: RunHandle, items: number): Promise<void> {
   *   for await (const progress of run.progress()) {
   *     if (progress.items.done >= items) await run.stop(`${items} items are enough`);
   *   }
   * }
   * ```
   */
  stop(cause?: string): Promise<StopAnswer>;
  /**
   * Ends the execution at once by StopExecution: what units that run have done since their last commit is lost, and the
   * report is made by whoever asks for it first. For when `stop` takes too long.
   */
  abort(cause?: string): Promise<void>;
  /** Follows the run no longer, and leaves it alone: `progress()` ends, and a `result()` that waits rejects. */
  detach(): void;
  /**
   * Runs again what failed or never ran; the run must have ended. As {@link Client.retry}.
   * @throws FanfoldError `InvalidRunInput` naming every problem at once
   * @example
   * ```ts
   * import type { RunHandle } from 'fanfold/client';
   *
   * export async function resultWithoutFailures(run: RunHandle) {
   *   const outcome = await run.result();
   *   if (outcome.report?.items.failed === 0) return outcome;
   *   const again = await run.retry({ timeout: '30 seconds' });
   *   return again.result();
   * }
   * ```
   */
  retry(options?: RetryOptions): Promise<RunHandle>;
}

/** Makes the handle of an execution. */
export function createRunHandle(options: {
  clients: AwsClients;
  ledger: RunLedger;
  pipeline: Pipeline;
  runId: string;
  executionArn: string;
  soFar: RunSoFar | undefined;
  tally: UnitTally;
  retry: (runId: string, options: RetryOptions) => Promise<RunHandle>;
}): RunHandle {
  const { clients, ledger, pipeline, runId, executionArn, soFar, tally } = options;
  const following = new AbortController();
  let outcome: Promise<RunOutcome> | undefined;
  let end: ReturnType<typeof awaitExecutionEnd> | undefined;

  const ended = () => {
    end ??= awaitExecutionEnd(clients.sfn, executionArn, following.signal);
    return end;
  };
  const result = (): Promise<RunOutcome> => {
    outcome ??= ended().then((how) => readOutcome(clients, { runId, executionArn, pipeline }, how));
    return outcome;
  };

  return {
    runId,
    executionArn,
    soFar,
    progress: () =>
      followProgress({
        ledger,
        runId,
        executionArn,
        tally,
        ended: ended(),
        readGovernor: (epoch) => readGovernor(clients.s3, pipeline.bucket, { runId, epoch }),
      }),
    result,
    async *rows() {
      const { report } = await result();
      if (!report?.dataset) {
        throw new FanfoldError(
          'DataSetIncomplete',
          `run ${runId} has no data set, because it failed; start the same run id again to finish it`,
        );
      }
      yield* readRows(clients.s3, report.dataset);
    },
    async *failures() {
      const { report } = await result();
      if (!report?.failures) return;
      const lines = readLines(readObject(clients.s3, parseS3Uri(report.failures.uri)));
      for await (const line of lines) yield failureRecord.parse(JSON.parse(line));
    },
    stop: (cause = 'stopped by the client') =>
      stopRun({ sfn: clients.sfn, ledger }, { runId, executionArn }, cause),
    abort: (cause = 'stopped by the client') => abortExecution(clients.sfn, executionArn, cause),
    detach: () => following.abort(),
    retry: (given = {}) => options.retry(runId, given),
  };
}
