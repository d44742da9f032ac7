/**
 * A failure inside an execution: what Retry and Catch match and what ExecutionFailed reports. Not an API error.
 * `error` and `cause` are AWS's fields; either may be absent, as a Fail state without them shows.
 */
export class StatesError extends Error {
  readonly error: string | undefined;
  readonly causeText: string | undefined;
  /** A second name by which ErrorEquals may call it. */
  readonly alsoNamed: string | undefined;

  constructor(error: string | undefined, cause?: string, alsoNamed?: string) {
    super(`${error ?? 'no error name'}: ${cause ?? 'no cause'}`);
    this.name = 'StatesError';
    this.error = error;
    this.causeText = cause;
    this.alsoNamed = alsoNamed;
  }
}

/**
 * A failure of a field's value, found while a state runs. Carries the field's location, which EvaluationFailed
 * reports; the state adds its own name and event id to the cause.
 */
export class FieldError extends StatesError {
  readonly location: string;

  constructor(error: 'States.QueryEvaluationError' | 'States.Runtime', cause: string, location: string) {
    super(error, cause);
    this.name = 'FieldError';
    this.location = location;
  }
}
