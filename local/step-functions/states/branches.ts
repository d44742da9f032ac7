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

/** What a state has to say about its branches. */
export interface Branches {
  count: number;
  /** How many run at once. */
  limit: number;
  /** Makes a branch when its turn comes. */
  branchAt(index: number): Promise<Branch>;
  onStarted?(index: number, thread: Thread): void;
  onSucceeded?(index: number, thread: Thread): void;
  onFailed?(index: number, thread: Thread): void;
  /** For every branch that was under way when another one failed. */
  onAborted?(index: number, thread: Thread): void;
}

/**
 * Runs branches in order of start. The first failure cancels the others and is thrown when all have ended.
 * @returns the outputs in the branches' order
 */
export async function runBranches(outer: Thread, branches: Branches): Promise<Document[]> {
  return await new BranchRun(outer, branches).run();
}

class BranchRun {
  readonly #outer: Thread;
  readonly #branches: Branches;
  readonly #cancellation: Cancellation;
  readonly #startedAt: number;
  readonly #outputs: Document[] = [];
  readonly #underWay = new Map<number, Thread>();
  #nextIndex = 0;
  #failure: { thrown: unknown } | undefined;

  constructor(outer: Thread, branches: Branches) {
    this.#outer = outer;
    this.#branches = branches;
    this.#cancellation = new Cancellation(outer.cancellation);
    this.#startedAt = outer.previousEventId;
  }

  async run(): Promise<Document[]> {
    const { count, limit } = this.#branches;
    await Promise.all(Array.from({ length: Math.min(limit, count) }, () => this.#work()));
    this.#cancellation.detach();
    this.#outer.cancellation.throwIfCancelled();
    if (this.#failure !== undefined) throw this.#failure.thrown;
    return this.#outputs;
  }

  /** Runs one branch after the other; each one's events refer to the last event of the one before. */
  async #work(): Promise<void> {
    let previousEventId = this.#startedAt;
    while (this.#nextIndex < this.#branches.count && this.#cancellation.reason === undefined) {
      const index = this.#nextIndex;
      this.#nextIndex += 1;
      previousEventId = await this.#runOne(index, previousEventId);
    }
  }

  async #runOne(index: number, previousEventId: number): Promise<number> {
    const cancellation = this.#cancellation;
    const scope = this.#outer.scope.inner();
    const thread: Thread = { ...this.#outer, scope, cancellation, previousEventId, stateType: undefined };
    try {
      const { graph, input, map } = await this.#branches.branchAt(index);
      thread.map = map ?? this.#outer.map;
      this.#branches.onStarted?.(index, thread);
      this.#underWay.set(index, thread);
      this.#outputs[index] = await runGraph(graph, input, thread);
      this.#underWay.delete(index);
      const last = thread.previousEventId;
      this.#branches.onSucceeded?.(index, thread);
      this.#outer.previousEventId = thread.previousEventId;
      return last;
    } catch (thrown) {
      this.#fail(index, thread, thrown);
      return thread.previousEventId;
    } finally {
      scope.release();
    }
  }

  /** A branch that was cancelled is no failure: another one failed, or all of it has to end. */
  #fail(index: number, thread: Thread, thrown: unknown): void {
    const started = this.#underWay.delete(index);
    if (this.#failure !== undefined || thrown instanceof Cancelled) return;
    this.#failure = { thrown };
    this.#outer.previousEventId = thread.previousEventId;
    if (started) this.#branches.onFailed?.(index, thread);
    for (const [other, otherThread] of this.#underWay) {
      recordAborted(otherThread, thread.previousEventId);
      this.#branches.onAborted?.(other, otherThread);
    }
    this.#cancellation.cancel({ kind: 'siblingFailed' });
  }
}

/** Only some types of state have an event for being aborted. */
function recordAborted({ execution, stateType }: Thread, previousEventId: number): void {
  if (stateType === 'Task' || stateType === 'Wait' || stateType === 'Map' || stateType === 'Parallel') {
    execution.recorder.add(`${stateType}StateAborted`, previousEventId);
  }
}
