import type { Pipeline } from '../core/contracts/pipeline.ts';
import { FanfoldError } from '../core/errors/fanfold-error.ts';
import type { AwsClients } from './clients.ts';
import type { RetryOptions } from './retry-run.ts';
import { createRunHandle, type RunHandle } from './run-handle.ts';
import type { RunLedger } from './run-ledger.ts';
import { readRunSoFar } from './run-so-far.ts';
import { startExecution } from './start-execution.ts';
import { createUnitTally } from './unit-tally.ts';

/** What a client works on. */
export interface ClientSurroundings {
  clients: AwsClients;
  ledger: RunLedger;
  pipeline: Pipeline;
  /** What a handle's `retry` does. */
  retry(runId: string, options: RetryOptions): Promise<RunHandle>;
}

/**
 * Starts the next execution of a run id, or attaches to the one that is running with the same input.
 * @throws FanfoldError `InvalidRunInput` for an input that Step Functions doesn't take
 */
export async function beginRun(
  around: ClientSurroundings,
  runId: string,
  input: { runId?: string | undefined },
): Promise<RunHandle> {
  const { clients, ledger, pipeline } = around;
  const text = JSON.stringify(input);
  checkInputSize(text);
  const tally = createUnitTally();
  const soFar = await readRunSoFar(ledger, runId, tally);
  const { stateMachineArn } = pipeline;
  const executionArn = await startExecution(clients.sfn, { stateMachineArn, runId, input: text });
  return createRunHandle({ ...around, runId, executionArn, soFar, tally });
}

/** Bytes that Step Functions takes as input, of an execution as of its first state. */
const largestPayload = 256 * 1024;
/** Plan's event has the execution's ARN and name beside the input. */
const largestInput = largestPayload - 2 * 1024;

function checkInputSize(input: string): void {
  const bytes = Buffer.byteLength(input);
  if (bytes <= largestInput) return;
  throw new FanfoldError(
    'InvalidRunInput',
    `the run's input is ${bytes} bytes; it may have ${largestInput}, since Step Functions takes ${largestPayload} for it and what goes with it; put the items into S3 and name them by \`uri\``,
  );
}
