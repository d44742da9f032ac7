import { showLines } from './show-text.ts';

const brand = Symbol.for('fanfold.error');

/**
 * Characters of a message. Step Functions cuts an error's cause off at 32,768 characters, and Lambda's has the message twice, as
 * JSON: cut off, it could not be read any more.
 */
const longestMessage = 6_000;

/** Machine-readable reason of a {@link FanfoldError}; Step Functions sees it as the error's name. */
export type ErrorCode =
  | 'InvalidTask'
  | 'InvalidRunInput'
  | 'SourceRefused'
  | 'SourceChanged'
  | 'SourceDiffers'
  | 'RunInProgress'
  | 'RunClosed'
  | 'RunStopped'
  | 'UnitBusy'
  | 'UnitOutOfTime'
  | 'ItemProcessFailed'
  | 'FoldFailed'
  | 'DataSetIncomplete'
  | 'ToleratedFailureThresholdExceeded'
  | 'LocalCloudFailed'
  | 'NoCredentials'
  | 'NotDeployed'
  | 'CodeDiffers'
  | 'ToolkitMissing'
  | 'NotBootstrapped'
  | 'DeploymentFailed'
  | 'InvalidUsage';

/**
 * Base of every error that fanfold raises on purpose. `name` equals `code`, because Lambda reports an error's
 * name as `errorType` and Step Functions matches `Retry` and `Catch` on it.
 *
 * The message is one sentence: what is wrong, the value, what is allowed, how to mend it. It has 6,000 characters at most, and
 * control characters of what it quotes are escaped.
 */
export class FanfoldError extends Error {
  readonly code: ErrorCode;
  readonly [brand] = true;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(showLines(message, longestMessage), options);
    this.code = code;
    this.name = code;
  }
}

/** True for a {@link FanfoldError}, also one made by another copy of this package. */
export function isFanfoldError(error: unknown): error is FanfoldError {
  return error instanceof Error && brand in error;
}

/** Codes of ends at which nothing was started: bad usage or bad input. The command line exits with 2 on them. */
export const refusalCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'InvalidTask',
  'InvalidRunInput',
  'SourceRefused',
  'SourceDiffers',
  'RunInProgress',
  'InvalidUsage',
  'NoCredentials',
  'NotDeployed',
  'CodeDiffers',
  'ToolkitMissing',
  'NotBootstrapped',
]);
