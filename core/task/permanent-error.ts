const brand = Symbol.for('fanfold.permanent');

/**
 * Thrown by a task's `run` when trying the item again can't help: it fails at once, whatever `retries` says.
 *
 * @example
 * ```ts
 * import { PermanentError } from 'fanfold';
 *
 * export function requireTitle(movie: { Title: string | null }): string {
 *   if (movie.Title === null) throw new PermanentError('the movie has no title');
 *   return movie.Title;
 * }
 * ```
 */
export class PermanentError extends Error {
  override readonly name: string = 'PermanentError';
  readonly [brand] = true;
}

/** True for a {@link PermanentError}, also one made by another copy of this package. */
export function isPermanent(error: unknown): boolean {
  return error instanceof Error && brand in error;
}
