import { MAX_OPEN_EXECUTIONS } from '../limits.ts';

/** An error that an API call returns, with AWS's name and sentence. */
export class ApiError extends Error {
  readonly type: string;
  readonly statusCode: number;
  /** Further fields of the error, such as `reason`. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    type: string,
    message: string,
    fields: Readonly<Record<string, string>> = {},
    statusCode = 400,
  ) {
    super(message);
    this.name = 'ApiError';
    this.type = type;
    this.fields = fields;
    this.statusCode = statusCode;
  }
}

/** AWS's ValidationException, with its `reason` where the model has one. */
export function validationError(message: string, reason?: string): ApiError {
  return new ApiError('ValidationException', message, reason === undefined ? {} : { reason });
}

/** One member's value breaks a constraint of AWS's model. */
export function constraintError(member: string, value: string, constraint: string): ApiError {
  const message = `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: Member must ${constraint}`;
  return validationError(message);
}

/** For an ARN that is none, or of a kind that the operation does not take. */
export function invalidArn(detail: string): ApiError {
  return new ApiError('InvalidArn', `Invalid Arn: '${detail}'`);
}

/** For a name that breaks the rules of `isValidName`. */
export function invalidName(name: string): ApiError {
  return new ApiError('InvalidName', `Invalid Name: '${name}'`);
}

/** For an ARN of no state machine. */
export function stateMachineDoesNotExist(arn: string): ApiError {
  return new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

/** For an ARN of no execution. */
export function executionDoesNotExist(arn: string): ApiError {
  return new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

/** For an ARN of no Map Run. */
export function mapRunDoesNotExist(arn: string): ApiError {
  return new ApiError('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn });
}

/**
 * Refuses one more open execution than an account may have.
 * @throws ApiError ExecutionLimitExceeded
 */
export function checkOpenExecutions(open: number): void {
  if (open < MAX_OPEN_EXECUTIONS) return;
  throw new ApiError(
    'ExecutionLimitExceeded',
    `The limit of ${MAX_OPEN_EXECUTIONS} open executions is reached: ${open} are running`,
  );
}
