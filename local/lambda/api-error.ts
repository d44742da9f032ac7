import { type ApiResponse, answerError } from './http-message.ts';

/** An error that an operation of the API returns, with Lambda's name for it. */
export class ApiError extends Error {
  readonly statusCode: number;
  /** Such as `ResourceConflictException`. */
  readonly error: string;

  constructor(statusCode: number, error: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.statusCode = statusCode;
    this.error = error;
  }

  toResponse(): ApiResponse {
    return answerError(this.statusCode, this.error, this.message);
  }
}

/** For what Lambda understands but can't do, and for what the local Lambda refuses. */
export function invalidParameter(message: string, cause?: unknown): ApiError {
  return new ApiError(
    400,
    'InvalidParameterValueException',
    message,
    cause === undefined ? undefined : { cause },
  );
}

/** For members that break the API's model, all at once, in AWS's words. */
export function validationErrors(problems: readonly string[]): ApiError {
  const count = `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected`;
  return new ApiError(400, 'ValidationException', `${count}: ${problems.join('; ')}`);
}

/** For a name that is taken, or a function that is not the API's to change. */
export function resourceConflict(message: string): ApiError {
  return new ApiError(409, 'ResourceConflictException', message);
}
