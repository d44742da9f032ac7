import type { BuildFailure } from 'esbuild';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/** A task that can't be used; the message names its file. */
export function refuseTask(message: string, cause?: unknown): FanfoldError {
  return new FanfoldError('InvalidTask', message, { cause });
}

/** What esbuild has to say of a task that doesn't compile, each with its place. Anything else is rethrown. */
export function refuseBuildFailure(file: string, failure: unknown): FanfoldError {
  if (!isBuildFailure(failure)) throw failure;
  const problems = failure.errors.map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
  );
  return refuseTask(`The task ${file} doesn't compile: ${problems.join('; ')}`, failure);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
