import type { LambdaInvocation } from '../../ports.ts';
import { findArgumentsProblem } from '../definition/parse-task.ts';
import { RULES } from '../definition/rules.ts';
import type { TaskState } from '../definition/types.ts';
import { Document } from '../document.ts';
import { withErrorHandling } from '../execution/error-handling.ts';
import { checkSize, finish, type Outcome } from '../execution/outcome.ts';
import { FieldError, StatesError } from '../execution/states-error.ts';
import type { Visit } from '../execution/visit.ts';
import { TIMED_OUT, withTimeout } from '../execution/waiting.ts';
import { isObject, type Json } from '../json.ts';
import { evaluateNumber } from './evaluated.ts';
import { payloadText, toResult, toStatesError } from './lambda-invoke.ts';

const LAMBDA_INVOKE = { resourceType: 'lambda', resource: 'invoke' };

/** Task on `arn:aws:states:::lambda:invoke`: one synchronous invocation per attempt. */
export function runTask(visit: Visit<TaskState>): Promise<Outcome> {
  return withErrorHandling(visit, async () => {
    const result = await attempt(visit);
    return await finish(visit, visit.state, result, { result: result.value });
  });
}

async function attempt(visit: Visit<TaskState>): Promise<Document> {
  const { state, thread, services } = visit;
  const bindings = visit.bindings();
  const request = new Document(await state.arguments.evaluate(bindings));
  const timeout = state.timeoutSeconds;
  const timeoutSeconds =
    timeout === undefined ? undefined : await evaluateNumber(timeout, RULES.timeoutSeconds, bindings);
  const { functionName, payload } = readArguments(request.value, state.arguments.location);
  checkSize(request, state.resource);
  visit.record('TaskScheduled', () => ({
    taskScheduledEventDetails: {
      ...LAMBDA_INVOKE,
      region: services.account.region,
      parameters: request.text,
      ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
    },
  }));
  visit.record('TaskStarted', () => ({ taskStartedEventDetails: LAMBDA_INVOKE }));
  const invocation = await withTimeout(
    invoke(visit, functionName, payload),
    timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000,
    services.clock,
    thread.cancellation,
  );
  if (invocation === TIMED_OUT) throw timedOut(visit);
  if (invocation.outcome !== 'returned') throw failed(visit, toStatesError(invocation));
  return succeeded(visit, toResult(invocation.payload, services.clock.now()));
}

/** An invoker that breaks instead of answering is what an SDK without connection is to Step Functions. */
async function invoke(
  visit: Visit<TaskState>,
  functionName: string,
  payload: string,
): Promise<LambdaInvocation> {
  try {
    return await visit.services.lambda.invoke(functionName, payload);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { outcome: 'refused', statusCode: 0, error: 'SdkClientException', message };
  }
}

function succeeded(visit: Visit<TaskState>, result: Document): Document {
  try {
    checkSize(result, visit.state.resource);
  } catch (thrown) {
    throw thrown instanceof StatesError ? failed(visit, thrown) : thrown;
  }
  visit.record('TaskSucceeded', () => ({
    taskSucceededEventDetails: {
      ...LAMBDA_INVOKE,
      output: result.text,
      outputDetails: { truncated: false },
    },
  }));
  return result;
}

function failed(visit: Visit<TaskState>, failure: StatesError): StatesError {
  visit.record('TaskFailed', () => ({
    taskFailedEventDetails: {
      ...LAMBDA_INVOKE,
      error: failure.error ?? '',
      cause: failure.causeText ?? '',
    },
  }));
  return failure;
}

/** AWS gives no cause for a timeout. */
function timedOut(visit: Visit<TaskState>): StatesError {
  visit.record('TaskTimedOut', () => ({
    taskTimedOutEventDetails: { ...LAMBDA_INVOKE, error: 'States.Timeout' },
  }));
  return new StatesError('States.Timeout');
}

function readArguments(value: Json, location: string): { functionName: string; payload: string } {
  const problem = findArgumentsProblem(value);
  if (problem === undefined && isObject(value)) {
    const { FunctionName, Payload } = value;
    if (typeof FunctionName === 'string')
      return { functionName: FunctionName, payload: payloadText(Payload) };
  }
  throw new FieldError('States.Runtime', `${problem ?? 'FunctionName must be a string'}.`, location);
}
