import { FanfoldError, isFanfoldError } from '../../core/errors/fanfold-error.ts';

/** What a template asks for and the local cloud does not have. Nothing is created then. */
export function refuse(message: string): FanfoldError {
  return new FanfoldError('InvalidUsage', message);
}

/**
 * Problems of one template, gathered so that all of them are reported at once. Each problem is kept once: a resource
 * that can't be resolved is a problem of all that refer to it.
 */
export class ProblemList {
  readonly #problems = new Set<string>();

  add(problem: string): void {
    this.#problems.add(problem);
  }

  /** Runs `work`; a refusal becomes a problem and gives undefined. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!isFanfoldError(error)) throw error;
      this.add(error.message);
      return undefined;
    }
  }

  get all(): string[] {
    return [...this.#problems];
  }
}
