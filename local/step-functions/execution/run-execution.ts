import type { Graph } from '../definition/types.ts';
import type { Document } from '../document.ts';
import { type Cancellation, Cancelled, type CancelReason } from './cancellation.ts';
import type { Execution, Thread } from './execution.ts';
import type { EventDetails } from './history.ts';
import { type SavedLine, savePosition } from './position.ts';
import { runGraph } from './run-graph.ts';
import { StatesError } from './states-error.ts';
import { VariableScope } from './variables.ts';

/** How an execution ended. */
export type ExecutionResult =
  | { status: 'SUCCEEDED'; output: Document }
  | Unsuccessful
  /** The local cloud is closing: no event says so. */
  | { status: 'CLOSED'; position: SavedLine | undefined };

/** An end that a redrive goes on from. */
export interface Unsuccessful {
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  error: string | undefined;
  cause: string | undefined;
  position: SavedLine | undefined;
}

/** What there may be to say about a run of an execution. */
export interface RunOptions {
  /** Milliseconds after which it is TIMED_OUT; undefined means never. A redrive has the whole time again. */
  timeoutMs?: number | undefined;
  /** Where the attempt before stood; the execution is redriven from there. */
  resumed?: SavedLine | undefined;
  /** Gets a way to take down where the execution stands, before its first state. */
  onStarted?(position: () => SavedLine | undefined): void;
}

/**
 * Runs an execution from ExecutionStarted, or ExecutionRedriven, to the event that ends it. Never throws.
 */
export async function runExecution(
  execution: Execution,
  graph: Graph,
  cancellation: Cancellation,
  { timeoutMs, resumed, onStarted }: RunOptions = {},
): Promise<ExecutionResult> {
  const { recorder, input, services } = execution;
  const beginning = recordBeginning(execution, resumed !== undefined);
  const stopTimer =
    timeoutMs === undefined
      ? undefined
      : services.clock.schedule(timeoutMs, () => cancellation.cancel({ kind: 'timedOut' }));
  const scope = new VariableScope(execution.budget);
  const thread: Thread = {
    execution,
    scope,
    cancellation,
    // The first state's event refers to 0 and not to ExecutionStarted, as recorded on AWS.
    previousEventId: resumed === undefined ? 0 : beginning,
    at: undefined,
    map: undefined,
  };
  onStarted?.(() => savePosition(thread));
  try {
    const output = await runGraph(graph, input, thread, resumed);
    recorder.add('ExecutionSucceeded', thread.previousEventId || beginning, () => ({
      executionSucceededEventDetails: { output: output.text, outputDetails: { truncated: false } },
    }));
    return { status: 'SUCCEEDED', output };
  } catch (thrown) {
    const position = savePosition(thread);
    if (thrown instanceof Cancelled) return recordCancelled(execution, thrown.reason, position);
    const failure = thrown instanceof StatesError ? thrown : internalError(thrown);
    recorder.add('ExecutionFailed', thread.previousEventId, () => ({
      executionFailedEventDetails: errorDetails(failure.error, failure.causeText),
    }));
    return { status: 'FAILED', error: failure.error, cause: failure.causeText, position };
  } finally {
    stopTimer?.();
    cancellation.detach();
  }
}

/** @returns the id of the event */
function recordBeginning({ recorder, input, machine, redriveCount }: Execution, redriven: boolean): number {
  if (redriven) {
    return recorder.add('ExecutionRedriven', recorder.lastEventId, () => ({
      executionRedrivenEventDetails: { redriveCount },
    }));
  }
  return recorder.add('ExecutionStarted', 0, () => ({
    executionStartedEventDetails: {
      input: input.text,
      inputDetails: { truncated: false },
      roleArn: machine.roleArn,
    },
  }));
}

function recordCancelled(
  { recorder }: Execution,
  reason: CancelReason,
  position: SavedLine | undefined,
): ExecutionResult {
  switch (reason.kind) {
    case 'closing':
      return { status: 'CLOSED', position };
    case 'timedOut':
      // The event alone names the error; DescribeExecution has none, as recorded on AWS.
      recorder.add('ExecutionTimedOut', 0, () => ({
        executionTimedOutEventDetails: { error: 'States.Timeout' },
      }));
      return { status: 'TIMED_OUT', error: undefined, cause: undefined, position };
    case 'stopped':
      recorder.add('ExecutionAborted', 0, () => ({
        executionAbortedEventDetails: errorDetails(reason.error, reason.cause),
      }));
      return { status: 'ABORTED', error: reason.error, cause: reason.cause, position };
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
