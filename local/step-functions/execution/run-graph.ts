import type { Graph, State } from '../definition/types.ts';
import { Document } from '../document.ts';
import { runChoice } from '../states/choice.ts';
import { runFail } from '../states/fail.ts';
import { runMap } from '../states/map.ts';
import { runParallel } from '../states/parallel.ts';
import { runPass } from '../states/pass.ts';
import { runSucceed } from '../states/succeed.ts';
import { runTask } from '../states/task.ts';
import { runWait } from '../states/wait.ts';
import type { Thread } from './execution.ts';
import type { Outcome } from './outcome.ts';
import type { SavedLine } from './position.ts';
import { StatesError } from './states-error.ts';
import { Visit } from './visit.ts';

/**
 * Runs a graph from StartAt to its end and returns the last state's output.
 * @param resumed where an earlier attempt of the execution stood, to go on from there
 * @throws StatesError what failed it, Cancelled when its line of control was cancelled
 */
export async function runGraph(
  graph: Graph,
  input: Document,
  thread: Thread,
  resumed?: SavedLine,
): Promise<Document> {
  let name: string | undefined = resumed?.state ?? graph.startAt;
  let document = resumed === undefined ? input : Document.parse(resumed.input);
  let position = resumed;
  if (resumed !== undefined) thread.scope.restore(resumed.variables);
  while (name !== undefined) {
    thread.at = { state: name, input: document, visit: undefined };
    await thread.execution.services.breather.pause();
    thread.cancellation.throwIfCancelled();
    const state = graph.states.get(name);
    if (state === undefined) throw new Error(`The checked definition has no state '${name}'`);
    const outcome: Outcome = await visitState(state, document, thread, position);
    position = undefined;
    document = outcome.output;
    name = outcome.next;
  }
  return document;
}

async function visitState(
  state: State,
  input: Document,
  thread: Thread,
  resumed: SavedLine | undefined,
): Promise<Outcome> {
  const visit = new Visit(state, input, thread, resumed);
  thread.at = { state: state.name, input, visit };
  const outcome = await runState(visit);
  refuseDeleted(thread);
  visit.record(`${state.type}StateExited`, () => ({
    stateExitedEventDetails: {
      name: state.name,
      output: outcome.output.text,
      outputDetails: { truncated: false },
      ...(outcome.assigned === undefined
        ? {}
        : { assignedVariables: outcome.assigned, assignedVariablesDetails: { truncated: false } }),
    },
  }));
  return outcome;
}

/**
 * An execution of a machine that was deleted fails where it would go on to the next state, without leaving the one that it
 * is in (recorded on AWS: github.com/radkawar/stackd, deletion_lifecycle.json).
 */
function refuseDeleted({ execution }: Thread): void {
  const { name } = execution.machine;
  if (!execution.services.deletedMachines.has(name)) return;
  throw new StatesError('States.Runtime', `State machine ${name} has been deleted`);
}

async function runState(visit: Visit): Promise<Outcome> {
  try {
    return await dispatch(visit);
  } catch (thrown) {
    throw thrown instanceof StatesError ? visit.explain(thrown) : thrown;
  }
}

function dispatch(visit: Visit): Promise<Outcome> {
  const { state } = visit;
  switch (state.type) {
    case 'Task':
      return runTask(narrow(visit, state));
    case 'Map':
      return runMap(narrow(visit, state));
    case 'Parallel':
      return runParallel(narrow(visit, state));
    case 'Choice':
      return runChoice(narrow(visit, state));
    case 'Pass':
      return runPass(narrow(visit, state));
    case 'Wait':
      return runWait(narrow(visit, state));
    case 'Succeed':
      return runSucceed(narrow(visit, state));
    case 'Fail':
      return runFail(narrow(visit, state));
  }
}

/** The visit, typed by the state that its own discriminant has just proved. */
function narrow<S extends State>(visit: Visit, _state: S): Visit<S> {
  return visit as Visit<S>;
}
