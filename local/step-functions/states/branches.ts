import type { Graph } from '../definition/types.ts';
import { Document } from '../document.ts';
import { Cancellation, Cancelled } from '../execution/cancellation.ts';
import type { Thread } from '../execution/execution.ts';
import { type HeldLine, isFinished, isSaved, type SavedInner } from '../execution/position.ts';
import { runGraph } from '../execution/run-graph.ts';
import type { Visit } from '../execution/visit.ts';
import type { JsonObject } from '../json.ts';

/** One branch of a Parallel or one iteration of an INLINE Map. */
export interface Branch {
  graph: Graph;
  input: Document;
  map: JsonObject | undefined;
}

/** What an earlier attempt of the execution left of a state's branches. */
export type SavedBranches = Extract<SavedInner, { kind: 'branches' }>;

/** What a state has to say about its branches. */
export interface Branches {
  count: number;
  /** How many run at once. */
  limit: number;
  /** Those that have succeeded keep their output, those that were cut off go on, the rest starts. */
  resumed: SavedBranches | undefined;
  /** Makes a branch when its turn comes. */
  branchAt(index: number): Promise<Branch>;
  onStarted?(index: number, thread: Thread): void;
  onSucceeded?(index: number, thread: Thread): void;
  onFailed?(index: number, thread: Thread): void;
  /** For every branch that was under way when another one failed. */
  onAborted?(index: number, thread: Thread): void;
}

/** Goes back to what an earlier attempt left of a state's branches; undefined when there is nothing to go on with. */
export function takeSavedBranches(visit: Visit): SavedBranches | undefined {
  const resumed = visit.takeResumed();
  if (resumed?.kind !== 'branches') return undefined;
  visit.thread.previousEventId = resumed.startedEventId;
  return resumed;
}

/**
 * Runs branches in order of start. The first failure cancels the others and is thrown when all have ended.
 * @returns the outputs in the branches' order
 */
export async function runBranches(visit: Visit, branches: Branches): Promise<Document[]> {
  return await new BranchRun(visit, branches).run();
}

class BranchRun {
  readonly #outer: Thread;
  readonly #branches: Branches;
  readonly #cancellation: Cancellation;
  readonly #startedAt: number;
  readonly #outputs: Document[] = [];
  /** Every branch that has started; kept, so that a redrive can go on from there. */
  readonly #lines = new Map<number, HeldLine>();
  readonly #underWay = new Map<number, Thread>();
  #nextIndex = 0;
  #failure: { thrown: unknown } | undefined;

  constructor(visit: Visit, branches: Branches) {
    this.#outer = visit.thread;
    this.#branches = branches;
    this.#cancellation = new Cancellation(visit.thread.cancellation);
    this.#startedAt = visit.thread.previousEventId;
    for (const [index, line] of Object.entries(branches.resumed?.lines ?? {})) {
      this.#lines.set(Number(index), line);
      if (!isFinished(line)) continue;
      this.#outputs[Number(index)] = Document.parse(line.output);
      this.#outer.previousEventId = line.lastEventId;
    }
    visit.inner = { kind: 'branches', startedEventId: this.#startedAt, lines: this.#lines };
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
      if (this.#outputs[index] === undefined) previousEventId = await this.#runOne(index, previousEventId);
    }
  }

  async #runOne(index: number, previousEventId: number): Promise<number> {
    const cancellation = this.#cancellation;
    const scope = this.#outer.scope.inner();
    const thread: Thread = { ...this.#outer, scope, cancellation, previousEventId, at: undefined };
    const held = this.#lines.get(index);
    const resumed = held !== undefined && isSaved(held) ? held : undefined;
    try {
      const { graph, input, map } = await this.#branches.branchAt(index);
      thread.map = map ?? this.#outer.map;
      if (resumed === undefined) this.#branches.onStarted?.(index, thread);
      this.#underWay.set(index, thread);
      this.#lines.set(index, thread);
      const output = await runGraph(graph, input, thread, resumed);
      this.#outputs[index] = output;
      this.#underWay.delete(index);
      const last = thread.previousEventId;
      this.#lines.set(index, { output: output.text, lastEventId: last });
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
function recordAborted({ execution, at }: Thread, previousEventId: number): void {
  const type = at?.visit?.state.type;
  if (type === 'Task' || type === 'Wait' || type === 'Map' || type === 'Parallel') {
    execution.recorder.add(`${type}StateAborted`, previousEventId);
  }
}
