import { findArgumentProblems } from '../definition/task-arguments.ts';
import type { TaskState } from '../definition/types.ts';
import { Document } from '../document.ts';
import type { Services } from '../execution/execution.ts';
import { FieldError } from '../execution/states-error.ts';
import { isObject } from '../json.ts';
import { invokeFunction, runFunction } from './lambda-invoke.ts';

/**
 * The call of one attempt at a Task.
 * @throws StatesError as Step Functions reports a call that failed
 */
export type TaskCall = () => Promise<Document>;

/**
 * Gets a Task's call ready.
 * @param request the evaluated Arguments
 * @throws FieldError States.Runtime when they are wrong
 */
export function prepareCall(state: TaskState, request: Document, services: Services): TaskCall {
  const { integration } = state;
  if (integration.kind === 'function') {
    return () => runFunction(integration.functionArn, request.text, services);
  }
  const [problem] = findArgumentProblems(integration, request.value);
  if (problem !== undefined || !isObject(request.value)) {
    throw new FieldError('States.Runtime', `${problem ?? 'No arguments'}.`, 'Arguments');
  }
  const given = request.value;
  if (integration.kind === 'lambda') return () => invokeFunction(given, services);
  return async () => new Document(await services.sdk.call(integration, given));
}
