import { expectOwners } from '../aws/expect-owners.ts';
import { createLedger } from '../aws/ledger/index.ts';
import { accountOfArn } from '../core/contracts/bucket-owners.ts';
import {
  type ExecutionInputGiven,
  executionInput,
  type SourceInput,
} from '../core/contracts/execution-input.ts';
import type { Pipeline } from '../core/contracts/pipeline.ts';
import { refuseAll } from '../core/errors/problems.ts';
import { beginRun, type ClientSurroundings } from './begin-run.ts';
import { type AwsClients, createAwsClients } from './clients.ts';
import { noSuchRun, type RetryOptions, retryRun } from './retry-run.ts';
import { createRunHandle, type RunHandle } from './run-handle.ts';
import { newRunId } from './run-id.ts';
import type { RunLedger } from './run-ledger.ts';
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
   * Runs again what failed or never ran, of a run that has ended however it did: within its tolerance, beyond it, or
   * stopped. What succeeded is not run again. The complete data set is a new generation of the run's, with the same
   * bytes as if nothing had ever failed. The task may have been repaired and deployed meanwhile.
   *
   * @throws FanfoldError `InvalidRunInput` naming every problem at once, `InvalidUsage` when there is no such run. What
   * only Plan can see, `result()` throws: `RunInProgress` while the run is running.
   * @example
   * ```ts
   * import { createClient, type Pipeline } from 'fanfold/client';
   *
   * export async function finish(pipeline: Pipeline, runId: string): Promise<number> {
   *   const run = await createClient({ pipeline }).retry(runId, { timeout: '10 seconds' });
   *   const { report } = await run.result();
   *   return report?.items.failed ?? 0;
   * }
   * ```
   */
  retry(runId: string, options?: RetryOptions): Promise<RunHandle>;
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
  ledger?: RunLedger;
}): Client {
  const { pipeline, clients = createAwsClients() } = options;
  const account = accountOfArn(pipeline.stateMachineArn);
  if (account !== undefined) expectOwners(clients.s3, [{ bucket: pipeline.bucket, account }]);
  const ledger = options.ledger ?? createLedger({ client: clients.dynamodb, table: pipeline.table });
  const retry: Client['retry'] = (runId, tuning = {}) => retryRun(around, runId, tuning);
  const around: ClientSurroundings = { clients, ledger, pipeline, retry };
  return {
    async start(source, tuning = {}) {
      const runId = tuning.runId ?? newRunId(pipeline.task);
      const given = executionInput.safeParse({ ...tuning, version: 1, runId, source });
      if (!given.success) {
        const problems = given.error.issues.map(({ path, message }) => `\`${path.join('.')}\`: ${message}`);
        throw refuseAll('InvalidRunInput', 'The run can not be started', problems);
      }
      return beginRun(around, runId, given.data);
    },
    retry,
    async attach(runId) {
      const run = await ledger.getRun(runId);
      if (run === undefined) throw noSuchRun(runId, pipeline.task);
      const { executionArn } = run;
      return createRunHandle({ ...around, runId, executionArn, soFar: undefined, tally: createUnitTally() });
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
