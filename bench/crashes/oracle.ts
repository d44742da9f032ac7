import type { Act, Acts, Policy, Schedule } from './schedule.ts';

/** How a Task, or a child execution that is one, ends. */
export interface TaskEnd {
  /** Undefined: it succeeded. */
  error: string | undefined;
  /** The error that a catcher took; the state succeeded then. */
  caught: string | undefined;
  /** Invocations of the function. */
  invocations: number;
}

/** How an execution ends. */
export interface ExpectedEnd {
  first: TaskEnd;
  /** Undefined: the execution failed before the map. */
  children: readonly TaskEnd[] | undefined;
  status: 'SUCCEEDED' | 'FAILED';
  /** Of a failed execution. */
  error: string | undefined;
}

/**
 * The name that Step Functions gives to what came of an invocation: the function's own errorType. A process that ended is
 * `Runtime.ExitError` however it did, an invocation that ran into the function's timeout `Sandbox.Timedout`
 * (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html, "Lambda.Unknown").
 */
export function errorOf(act: Act): string | undefined {
  switch (act.kind) {
    case 'return':
      return undefined;
    case 'throw':
      return 'Flaky';
    case 'hang':
      return 'Sandbox.Timedout';
    case 'exit':
    case 'abort':
    case 'kill':
      return 'Runtime.ExitError';
  }
}

/** Follows a Task's invocations as the States Language has it: each retrier has attempts of its own, then catchers. */
export function endOfTask(acts: Acts, { retriers, caught }: Policy): TaskEnd {
  const left = retriers.map(({ maxAttempts }) => maxAttempts);
  for (let invocations = 1; ; invocations++) {
    const error = errorOf(acts[invocations - 1] ?? { kind: 'return' });
    if (error === undefined) return { error: undefined, caught: undefined, invocations };
    const at = retriers.findIndex(({ errors }) => names(errors, error));
    const attempts = left[at] ?? 0;
    if (attempts > 0) {
      left[at] = attempts - 1;
      continue;
    }
    return caught !== undefined && names(caught, error)
      ? { error: undefined, caught: error, invocations }
      : { error, caught: undefined, invocations };
  }
}

/** None of the errors here is States.Timeout, the one that States.TaskFailed leaves out. */
function names(errors: readonly string[], error: string): boolean {
  return errors.some((name) => name === error || name === 'States.ALL' || name === 'States.TaskFailed');
}

/** How AWS would end an execution. */
export function endOfExecution({ policy, first: acts, items, toleratedFailureCount }: Schedule): ExpectedEnd {
  const first = endOfTask(acts, policy);
  if (first.error !== undefined) return { first, children: undefined, status: 'FAILED', error: first.error };
  const children = items.map((item) => endOfTask(item, policy));
  const failed = children.filter(({ error }) => error !== undefined).length;
  return failed > toleratedFailureCount
    ? { first, children, status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' }
    : { first, children, status: 'SUCCEEDED', error: undefined };
}
