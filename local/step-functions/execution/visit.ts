import type { State } from '../definition/types.ts';
import type { Document } from '../document.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Bindings } from '../jsonata/expression.ts';
import { executionContext, type Thread } from './execution.ts';
import type { EventDetails } from './history.ts';
import { type Entered, holdInner, type Inner, type SavedInner, type SavedLine } from './position.ts';
import { FieldError, StatesError } from './states-error.ts';

/** What a state sees beyond its input, as `$states.result` or `$states.errorOutput`. */
export type Extra = { result: Json } | { errorOutput: Json } | undefined;

/** One visit of one state by one line of control. */
export class Visit<S extends State = State> {
  readonly state: S;
  readonly input: Document;
  readonly thread: Thread;
  readonly entered: Entered;
  /** Retries so far, for the context. */
  retryCount = 0;
  /** Token of the attempt under way, for a Task that waits for it: `$states.context.Task.Token`. */
  taskToken: string | undefined;
  /** What it has under way: its branches, iterations or Map Run. */
  inner: Inner | undefined;
  #resumed: SavedInner | undefined;

  /** @param resumed where an earlier attempt of the execution stood in this state */
  constructor(state: S, input: Document, thread: Thread, resumed?: SavedLine) {
    this.state = state;
    this.input = input;
    this.thread = thread;
    this.#resumed = resumed?.inner;
    this.inner = resumed?.inner === undefined ? undefined : holdInner(resumed.inner);
    if (resumed?.entered === undefined) {
      this.entered = this.#enter(resumed?.lastEventId ?? thread.previousEventId);
      return;
    }
    this.entered = resumed.entered;
    // A Fail state's failure refers to ExecutionRedriven, everything else to the state's own entry, as recorded on AWS.
    if (state.type !== 'Fail') thread.previousEventId = resumed.entered.eventId;
  }

  #enter(eventBefore: number): Entered {
    const { state, input, thread } = this;
    thread.previousEventId = eventBefore;
    const time = thread.execution.services.clock.now();
    const eventId = this.record(`${state.type}StateEntered`, () => ({
      stateEnteredEventDetails: {
        name: state.name,
        input: input.text,
        inputDetails: { truncated: false },
      },
    }));
    return { eventId, eventBefore, time };
  }

  /** What an earlier attempt had under way in this state; the first to ask gets it, so that a retry starts anew. */
  takeResumed(): SavedInner | undefined {
    const resumed = this.#resumed;
    this.#resumed = undefined;
    return resumed;
  }

  get services(): Thread['execution']['services'] {
    return this.thread.execution.services;
  }

  /** Adds an event behind the line's last one. */
  record(type: string, details?: () => EventDetails): number {
    const { thread } = this;
    thread.previousEventId = thread.execution.recorder.add(type, thread.previousEventId, details);
    return thread.previousEventId;
  }

  /** `$states.context` */
  context(map: JsonObject | undefined = this.thread.map): JsonObject {
    const { state } = this;
    const entered: JsonObject = {
      Name: state.name,
      EnteredTime: new Date(this.entered.time).toISOString(),
    };
    // Of states that can be retried, as recorded on AWS.
    if ('retry' in state) entered.RetryCount = this.retryCount;
    const task: JsonObject = this.taskToken === undefined ? {} : { Task: { Token: this.taskToken } };
    const context = { ...executionContext(this.thread.execution), State: entered, ...task };
    return map === undefined ? context : { ...context, Map: map };
  }

  /** What an expression of this state sees. */
  bindings(extra?: Extra, context: JsonObject = this.context()): Bindings {
    return {
      ...this.thread.scope.values,
      states: { input: this.input.value, context, ...extra },
    };
  }

  /**
   * What goes wrong in a state, as Retry, Catch and ExecutionFailed see it. A field's failure gets the state's name
   * and event id into its cause, and an EvaluationFailed event when an expression was to blame.
   */
  explain(failure: StatesError): StatesError {
    if (!(failure instanceof FieldError)) return failure;
    const { name } = this.state;
    const cause = `An error occurred while executing the state '${name}' (entered at the event id #${this.entered.eventId}). ${failure.causeText}`;
    if (failure.error === 'States.QueryEvaluationError') this.#recordEvaluationFailed(failure, cause);
    return new StatesError(failure.error, cause);
  }

  /** The event refers to what came before the state was entered, except in a Wait, as recorded on AWS. */
  #recordEvaluationFailed(failure: FieldError, cause: string): void {
    const { thread, state } = this;
    if (thread.previousEventId === this.entered.eventId && state.type !== 'Wait') {
      thread.previousEventId = this.entered.eventBefore;
    }
    this.record('EvaluationFailed', () => ({
      evaluationFailedEventDetails: {
        error: failure.error ?? '',
        cause,
        location: failure.location,
        state: state.name,
      },
    }));
  }
}
