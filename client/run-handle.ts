import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type FailureRecord, failureRecord } from '../core/contracts/failure.ts';
import type { Pipeline } from '../core/contracts/pipeline.ts';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import type { AwsClients } from './clients.ts';
import { awaitExecutionEnd } from './execution-end.ts';
import { followProgress, type ProgressLedger } from './follow-progress.ts';
import type { RunProgress } from './progress.ts';
import { readLines } from './read-lines.ts';
import { readObject } from './read-object.ts';
import { readOutcome } from './read-outcome.ts';
import { readRows } from './read-rows.ts';
import type { RunOutcome } from './run-outcome.ts';
import type { RunSoFar } from './run-so-far.ts';
import { parseS3Uri } from './s3-uri.ts';
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
  /** Stops the execution. Units that are committed stay so: the same run id started again does the rest. */
  stop(cause?: string): Promise<void>;
}

/** Makes the handle of an execution. */
export function createRunHandle(options: {
  clients: AwsClients;
  ledger: ProgressLedger;
  pipeline: Pipeline;
  runId: string;
  executionArn: string;
  soFar: RunSoFar | undefined;
  tally: UnitTally;
}): RunHandle {
  const { clients, ledger, pipeline, runId, executionArn, soFar, tally } = options;
  let outcome: Promise<RunOutcome> | undefined;
  let end: ReturnType<typeof awaitExecutionEnd> | undefined;

  const ended = () => {
    end ??= awaitExecutionEnd(clients.sfn, executionArn);
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
    progress: () => followProgress({ ledger, runId, executionArn, tally, ended: ended() }),
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
    async stop(cause = 'stopped by the client') {
      await clients.sfn.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause }));
    },
  };
}
