import type { Graph } from '../definition/types.ts';
import type { Document } from '../document.ts';
import { Cancellation, Cancelled } from '../execution/cancellation.ts';
import type { Thread } from '../execution/execution.ts';
import { runGraph } from '../execution/run-graph.ts';
import type { JsonObject } from '../json.ts';

/** One branch of a Parallel or one iteration of an INLINE Map. */
export interface Branch {
  graph: Graph;
  input: Document;
  map: JsonObject | undefined;
}

/** What the surrounding state records around its branches. */
export interface BranchHooks {
  started?(index: number, thread: Thread): void;
  succeeded?(index: number, thread: Thread): void;
  failed?(index: number, thread: Thread): void;
  /** For every branch that was under way when another one failed. */
  aborted?(index: number, thread: Thread): void;
}

/**
 * Runs branches, at most `limit` at a time, in order of start. The first failure cancels the others and is thrown.
 * @returns the outputs in the branches' order
 */
export async function runBranches(
  count: number,
  limit: number,
  outer: Thread,
  branchAt: (index: number) => Promise<Branch>,
  hooks: BranchHooks = {},
): Promise<Document[]> {
  const cancellation = new Cancellation(outer.cancellation);
  const startedAt = outer.previousEventId;
  const outputs: Document[] = [];
  const underWay = new Map<number, Thread>();
  let nextIndex = 0;
  let failure: { thrown: unknown } | undefined;

  const runOne = async (index: number, previousEventId: number): Promise<number> => {
    const scope = outer.scope.inner();
    const thread: Thread = { ...outer, scope, cancellation, previousEventId, stateType: undefined };
    const { graph, input, map } = await branchAt(index);
    thread.map = map ?? outer.map;
    hooks.started?.(index, thread);
    underWay.set(index, thread);
    try {
      outputs[index] = await runGraph(graph, input, thread);
      underWay.delete(index);
      const last = thread.previousEventId;
      hooks.succeeded?.(index, thread);
      outer.previousEventId = thread.previousEventId;
      return last;
    } catch (thrown) {
      underWay.delete(index);
      // A branch that was cancelled is no failure: another one failed, or all of it has to end.
      if (failure === undefined && !(thrown instanceof Cancelled)) {
        failure = { thrown };
        outer.previousEventId = thread.previousEventId;
        hooks.failed?.(index, thread);
        for (const [other, otherThread] of underWay) {
          recordAborted(otherThread, outer.previousEventId);
          hooks.aborted?.(other, otherThread);
        }
        cancellation.cancel({ kind: 'siblingFailed' });
      }
      return thread.previousEventId;
    } finally {
      scope.release();
    }
  };
  const work = async (): Promise<void> => {
    let previousEventId = startedAt;
    while (nextIndex < count && failure === undefined && cancellation.reason === undefined) {
      const index = nextIndex;
      nextIndex += 1;
      previousEventId = await runOne(index, previousEventId);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(limit, count) }, work));
  } finally {
    cancellation.detach();
  }
  outer.cancellation.throwIfCancelled();
  if (failure !== undefined) throw failure.thrown;
  return outputs;
}

/** Only some types of state have an event for being aborted. */
function recordAborted({ execution, stateType }: Thread, previousEventId: number): void {
  if (stateType === 'Task' || stateType === 'Wait' || stateType === 'Map' || stateType === 'Parallel') {
    execution.recorder.add(`${stateType}StateAborted`, previousEventId);
  }
}
