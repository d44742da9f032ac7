import type { Catcher, Retrier } from '../definition/types.ts';

/** Errors that no wildcard matches. */
const NOT_BY_WILDCARD = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/**
 * Whether ErrorEquals names an error: States.ALL matches everything but States.DataLimitExceeded and States.Runtime,
 * States.TaskFailed everything but those and States.Timeout; States.Runtime is never matched.
 * @param alsoNamed a second name of the error: a missed heartbeat is States.Timeout and States.HeartbeatTimeout
 */
export function matchesError(errorEquals: readonly string[], error: string, alsoNamed?: string): boolean {
  if (error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === error || name === alsoNamed) return true;
    if (NOT_BY_WILDCARD.has(error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  });
}

/** The first catcher that names the error. */
export function findCatcher(
  catchers: readonly Catcher[],
  error: string,
  alsoNamed?: string,
): Catcher | undefined {
  return catchers.find(({ errorEquals }) => matchesError(errorEquals, error, alsoNamed));
}

/**
 * Seconds before the next retry: IntervalSeconds × BackoffRate per retry so far, at most MaxDelaySeconds; with
 * JitterStrategy FULL a random share of it.
 * @param retriesSoFar retries that this retrier made in this visit of the state
 * @param random a number in [0, 1)
 */
export function retryDelaySeconds(retrier: Retrier, retriesSoFar: number, random: number): number {
  const backoff = retrier.intervalSeconds * retrier.backoffRate ** retriesSoFar;
  const capped = Math.min(backoff, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return retrier.jitterStrategy === 'FULL' ? capped * random : capped;
}

/** Counts the retries of one visit of a state, one count per retrier, as AWS does. */
export class RetryCounts {
  readonly #retriers: readonly Retrier[];
  readonly #counts: number[];

  constructor(retriers: readonly Retrier[]) {
    this.#retriers = retriers;
    this.#counts = retriers.map(() => 0);
  }

  /** Seconds to wait before trying again, or undefined when the first matching retrier is used up or none matches. */
  next(error: string, random: number, alsoNamed?: string): number | undefined {
    const index = this.#retriers.findIndex(({ errorEquals }) => matchesError(errorEquals, error, alsoNamed));
    const retrier = this.#retriers[index];
    const count = this.#counts[index];
    if (retrier === undefined || count === undefined || count >= retrier.maxAttempts) return undefined;
    this.#counts[index] = count + 1;
    return retryDelaySeconds(retrier, count, random);
  }

  /** All retries of the visit so far, which `$states.context.State.RetryCount` shows. */
  get total(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }
}
