import type { Catcher, Retrier, State } from '../definition/types.ts';
import { Document } from '../document.ts';
import { finish, type Outcome } from './outcome.ts';
import { findCatcher, RetryCounts } from './retry.ts';
import { StatesError } from './states-error.ts';
import type { Visit } from './visit.ts';
import { sleep } from './waiting.ts';

type HandlingState = State & { retry: readonly Retrier[]; catch: readonly Catcher[] };

/**
 * Runs a state's attempt under its Retry and Catch.
 * @param onGivenUp called once when no retry is left, before Catch: for MapStateFailed and its like
 * @throws StatesError when nothing catches the failure; Cancelled passes through
 */
export async function withErrorHandling<S extends HandlingState>(
  visit: Visit<S>,
  attempt: () => Promise<Outcome>,
  onGivenUp: () => void = () => {},
): Promise<Outcome> {
  const { state, thread, services } = visit;
  const counts = new RetryCounts(state.retry);
  for (;;) {
    const failure = await failureOf(visit, attempt);
    if (!(failure instanceof StatesError)) return failure;
    const error = failure.error ?? '';
    const delay = counts.next(error, services.clock.random(), failure.alsoNamed);
    if (delay === undefined) {
      onGivenUp();
      return await catchFailure(visit, failure);
    }
    visit.retryCount = counts.total;
    visit.inner = undefined;
    await sleep(services.clock, delay * 1000, thread.cancellation);
  }
}

async function failureOf(visit: Visit, attempt: () => Promise<Outcome>): Promise<Outcome | StatesError> {
  try {
    return await attempt();
  } catch (thrown) {
    if (!(thrown instanceof StatesError)) throw thrown;
    // A redrive then runs the whole state again, what has succeeded included, as AWS does.
    if (thrown.error === 'States.DataLimitExceeded') visit.inner = undefined;
    return visit.explain(thrown);
  }
}

async function catchFailure<S extends HandlingState>(
  visit: Visit<S>,
  failure: StatesError,
): Promise<Outcome> {
  const catcher = findCatcher(visit.state.catch, failure.error ?? '', failure.alsoNamed);
  if (catcher === undefined) throw failure;
  const errorOutput = { Error: failure.error ?? '', Cause: failure.causeText ?? '' };
  try {
    return await finish(visit, catcher, new Document(errorOutput), { errorOutput });
  } catch (thrown) {
    throw thrown instanceof StatesError ? visit.explain(thrown) : thrown;
  }
}
