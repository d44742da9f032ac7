import type { Graph } from '../definition/types.ts';
import type { Document } from '../document.ts';
import { type Cancellation, Cancelled, type CancelReason } from './cancellation.ts';
import type { Execution } from './execution.ts';
import type { EventDetails } from './history.ts';
import { runGraph } from './run-graph.ts';
import { StatesError } from './states-error.ts';
import { VariableScope } from './variables.ts';

/** How an execution ended. */
export type ExecutionResult =
  | { status: 'SUCCEEDED'; output: Document }
  | { status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error: string | undefined; cause: string | undefined }
  /** The local cloud is closing: nothing more is written about it. */
  | { status: 'CLOSED' };

/**
 * Runs an execution from ExecutionStarted to the event that ends it. Never throws.
 * @param timeoutMs after which it is TIMED_OUT; undefined means never
 */
export async function runExecution(
  execution: Execution,
  graph: Graph,
  cancellation: Cancellation,
  timeoutMs: number | undefined,
): Promise<ExecutionResult> {
  const { recorder, input, machine, services } = execution;
  const previousEventId = recorder.add('ExecutionStarted', 0, () => ({
    executionStartedEventDetails: {
      input: input.text,
      inputDetails: { truncated: false },
      roleArn: machine.roleArn,
    },
  }));
  const stopTimer =
    timeoutMs === undefined
      ? undefined
      : services.clock.schedule(timeoutMs, () => cancellation.cancel({ kind: 'timedOut' }));
  // The first state's event refers to 0 and not to ExecutionStarted, as recorded on AWS.
  const scope = new VariableScope(execution.budget);
  const thread = { execution, scope, cancellation, previousEventId: 0, stateType: undefined, map: undefined };
  try {
    const output = await runGraph(graph, input, thread);
    recorder.add('ExecutionSucceeded', thread.previousEventId || previousEventId, () => ({
      executionSucceededEventDetails: { output: output.text, outputDetails: { truncated: false } },
    }));
    return { status: 'SUCCEEDED', output };
  } catch (thrown) {
    if (thrown instanceof Cancelled) return recordCancelled(execution, thrown.reason);
    const failure = thrown instanceof StatesError ? thrown : internalError(thrown);
    recorder.add('ExecutionFailed', thread.previousEventId, () => ({
      executionFailedEventDetails: errorDetails(failure.error, failure.causeText),
    }));
    return { status: 'FAILED', error: failure.error, cause: failure.causeText };
  } finally {
    stopTimer?.();
    cancellation.detach();
  }
}

function recordCancelled({ recorder }: Execution, reason: CancelReason): ExecutionResult {
  switch (reason.kind) {
    case 'closing':
      return { status: 'CLOSED' };
    case 'timedOut':
      recorder.add('ExecutionTimedOut', 0, () => ({ executionTimedOutEventDetails: {} }));
      return { status: 'TIMED_OUT', error: undefined, cause: undefined };
    case 'stopped':
      recorder.add('ExecutionAborted', 0, () => ({
        executionAbortedEventDetails: errorDetails(reason.error, reason.cause),
      }));
      return { status: 'ABORTED', error: reason.error, cause: reason.cause };
    case 'siblingFailed':
      throw new Error('A whole execution has no siblings that could fail');
  }
}

function errorDetails(error: string | undefined, cause: string | undefined): EventDetails[string] {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

/** A defect of this engine: it fails the execution visibly instead of taking the process down. */
function internalError(thrown: unknown): StatesError {
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new StatesError('States.Runtime', `Internal error of the local Step Functions: ${detail}`);
}
