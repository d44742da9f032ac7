import { RULES } from '../definition/rules.ts';
import type { TaskState } from '../definition/types.ts';
import { Document } from '../document.ts';
import { withErrorHandling } from '../execution/error-handling.ts';
import { checkSize, finish, type Outcome } from '../execution/outcome.ts';
import { StatesError } from '../execution/states-error.ts';
import type { WaitingTask } from '../execution/task-tokens.ts';
import type { Visit } from '../execution/visit.ts';
import { TIMED_OUT } from '../execution/waiting.ts';
import type { Bindings } from '../jsonata/expression.ts';
import { evaluateNumber } from './evaluated.ts';
import { prepareCall, type TaskCall } from './task-call.ts';
import { createTaskEvents, type TaskEvents } from './task-events.ts';
import { TaskLimit, type TaskLimits } from './task-limit.ts';

/** Task: one call per attempt; with `.waitForTaskToken` the holder of the token says how it ended. */
export function runTask(visit: Visit<TaskState>): Promise<Outcome> {
  return withErrorHandling(visit, async () => {
    const result = visit.state.waitsForToken
      ? await attemptWithToken(visit)
      : await attempt(visit, undefined);
    return await finish(visit, visit.state, result, { result: result.value });
  });
}

/** A new token for each attempt, as recorded on AWS. */
async function attemptWithToken(visit: Visit<TaskState>): Promise<Document> {
  let limit: TaskLimit | undefined;
  const task = visit.services.tokens.open(() => limit?.heartbeat());
  visit.taskToken = task.token;
  try {
    return await attempt(visit, task, (started) => {
      limit = started;
    });
  } finally {
    task.close();
  }
}

async function attempt(
  visit: Visit<TaskState>,
  task: WaitingTask | undefined,
  onStarted: (limit: TaskLimit) => void = () => {},
): Promise<Document> {
  const { state, services } = visit;
  const bindings = visit.bindings();
  const request =
    state.arguments === undefined ? visit.input : new Document(await state.arguments.evaluate(bindings));
  const limits = await evaluateLimits(state, bindings);
  checkSize(request, state.resource);
  const call = prepareCall(state, request, services);
  const events = createTaskEvents(visit);
  events.started(request, limits);
  const limit = new TaskLimit(limits, services.clock);
  onStarted(limit);
  try {
    const result = await runWithin(visit, limit, call, task, events);
    checkSize(result, state.resource);
    events.succeeded(result);
    return result;
  } catch (thrown) {
    if (thrown instanceof StatesError && !(thrown instanceof TaskTimeout)) events.failed(thrown);
    throw thrown;
  } finally {
    limit.stop();
  }
}

async function runWithin(
  visit: Visit<TaskState>,
  limit: TaskLimit,
  call: TaskCall,
  task: WaitingTask | undefined,
  events: TaskEvents,
): Promise<Document> {
  const { cancellation } = visit.thread;
  const answer = await limit.race(run(call), cancellation);
  if (answer === TIMED_OUT) throw timedOut(limit, events);
  if (answer instanceof StatesError) throw answer;
  if (task === undefined) return answer;
  checkSize(answer, visit.state.resource);
  events.submitted(answer);
  const end = await limit.race(task.ended, cancellation);
  if (end === TIMED_OUT) throw timedOut(limit, events);
  if (end.kind === 'failed') throw new StatesError(end.error, end.cause);
  return Document.parse(end.output);
}

async function evaluateLimits(
  { timeoutSeconds: timeout, heartbeatSeconds: heartbeat }: TaskState,
  bindings: Bindings,
): Promise<TaskLimits> {
  const rule = RULES.timeoutSeconds;
  return {
    timeoutSeconds: timeout === undefined ? undefined : await evaluateNumber(timeout, rule, bindings),
    heartbeatSeconds: heartbeat === undefined ? undefined : await evaluateNumber(heartbeat, rule, bindings),
  };
}

/** A call that fails when its time is up already must not go unhandled, so failures are values here. */
async function run(call: TaskCall): Promise<Document | StatesError> {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof StatesError) return thrown;
    throw thrown;
  }
}

/** AWS gives no cause for a timeout, and reports a missed heartbeat as a timeout, too. */
function timedOut(limit: TaskLimit, events: TaskEvents): TaskTimeout {
  events.timedOut();
  return new TaskTimeout(limit.heartbeatMissed);
}

/** Has its own event already. */
class TaskTimeout extends StatesError {
  constructor(heartbeatMissed: boolean) {
    super('States.Timeout', undefined, heartbeatMissed ? 'States.HeartbeatTimeout' : undefined);
  }
}
