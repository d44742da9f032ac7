import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/** The error that fanfold refuses something with; fails if it doesn't. */
export async function refusalOf(attempt: Promise<unknown>): Promise<FanfoldError> {
  const outcome = await attempt.catch((error: unknown) => error);
  if (outcome instanceof FanfoldError) return outcome;
  throw new Error('nothing was refused', { cause: outcome });
}
