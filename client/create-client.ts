import { createLedger } from '../aws/ledger/index.ts';
import {
  type ExecutionInputGiven,
  executionInput,
  type SourceInput,
} from '../core/contracts/execution-input.ts';
import type { Pipeline } from '../core/contracts/pipeline.ts';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import { refuseAll } from '../core/errors/problems.ts';
import { type AwsClients, createAwsClients } from './clients.ts';
import type { ProgressLedger } from './follow-progress.ts';
import { createRunHandle, type RunHandle } from './run-handle.ts';
import { newRunId } from './run-id.ts';
import { readRunSoFar } from './run-so-far.ts';
import { startExecution } from './start-execution.ts';
import { createUnitTally } from './unit-tally.ts';
import { type SourceUpload, uploadSource } from './upload.ts';

/** Options of one run: they override what task and construct say. */
export type StartOptions = Omit<ExecutionInputGiven, 'version' | 'source'>;

/** A deployed pipeline, ready to run. */
export interface Client {
  /**
   * Starts a run over a source in S3 or over items given here. The same run id started again does what is missing
   * only; while it runs with the same input, this attaches to it.
   *
   * @throws FanfoldError `InvalidRunInput` naming every problem at once. What only Plan can see, `result()` throws.
   */
  start(source: SourceInput, options?: StartOptions): Promise<RunHandle>;
  /**
   * The handle of a run that was started before, by whomever.
   * @throws FanfoldError `InvalidUsage` when there is no such run
   */
  attach(runId: string): Promise<RunHandle>;
  /**
   * Puts a local file into the pipeline's bucket and gives its `s3://` address, for `start`.
   * @throws FanfoldError `SourceDiffers` when the run was made from another file of that name
   */
  upload(file: Omit<SourceUpload, 'bucket' | 'mayReplace'>): Promise<string>;
}

/**
 * A client of one pipeline.
 *
 * @param options.pipeline what SSM parameter `/fanfold/<task>` holds
 * @param options.clients default: AWS SDK clients by the SDK's own configuration
 * @example
 * ```ts
 * import { createClient, type Pipeline } from 'fanfold/client';
 *
 * export async function countRows(pipeline: Pipeline): Promise<number> {
 *   const run = await createClient({ pipeline }).start({ uri: 's3://my-bucket/flights.jsonl' });
 *   const outcome = await run.result();
 *   return outcome.report?.rows ?? 0;
 * }
 * ```
 */
export function createClient(options: {
  pipeline: Pipeline;
  clients?: AwsClients;
  ledger?: ProgressLedger;
}): Client {
  const { pipeline, clients = createAwsClients() } = options;
  const ledger = options.ledger ?? createLedger({ client: clients.dynamodb, table: pipeline.table });
  return {
    async start(source, tuning = {}) {
      const runId = tuning.runId ?? newRunId(pipeline.task);
      const given = executionInput.safeParse({ ...tuning, version: 1, runId, source });
      if (!given.success) {
        const problems = given.error.issues.map(({ path, message }) => `\`${path.join('.')}\`: ${message}`);
        throw refuseAll('InvalidRunInput', 'The run can not be started', problems);
      }
      const tally = createUnitTally();
      const soFar = await readRunSoFar(ledger, runId, tally);
      const input = JSON.stringify(given.data);
      checkInputSize(input);
      const { stateMachineArn } = pipeline;
      const executionArn = await startExecution(clients.sfn, { stateMachineArn, runId, input });
      // An earlier execution's claims are dead; those of the execution that this attached to are alive.
      if (soFar?.executionArn !== executionArn) tally.dropClaims();
      return createRunHandle({ clients, ledger, pipeline, runId, executionArn, soFar, tally });
    },
    async attach(runId) {
      const run = await ledger.getRun(runId);
      if (run === undefined) {
        throw new FanfoldError(
          'InvalidUsage',
          `there is no run ${runId} of task ${pipeline.task}; runs are kept 30 days by default`,
        );
      }
      return createRunHandle({
        clients,
        ledger,
        pipeline,
        runId,
        executionArn: run.executionArn,
        soFar: undefined,
        tally: createUnitTally(),
      });
    },
    upload: (file) =>
      uploadSource(clients.s3, {
        ...file,
        bucket: pipeline.bucket,
        async mayReplace() {
          const run = await ledger.getRun(file.runId);
          return run === undefined || run.status === 'REJECTED';
        },
      }),
  };
}

/** Step Functions takes an input of 256 KiB. */
const largestInput = 256 * 1024;

function checkInputSize(input: string): void {
  const bytes = Buffer.byteLength(input);
  if (bytes <= largestInput) return;
  throw new FanfoldError(
    'InvalidRunInput',
    `the run's input is ${bytes} bytes, Step Functions takes ${largestInput}; put the items into S3 and name them by \`uri\``,
  );
}
