import { type ErrorCode, FanfoldError } from './fanfold-error.ts';
import { showText } from './show-text.ts';

/**
 * Joins several problems into one error, so that a user mends all of them at once.
 * One problem reads as a sentence, several as a list.
 * @param most problems named; beyond that they are counted @default all
 */
export function refuseAll(
  code: ErrorCode,
  what: string,
  problems: readonly string[],
  most = problems.length,
): FanfoldError {
  const [only] = problems;
  if (problems.length === 1 && only !== undefined) return new FanfoldError(code, `${what}: ${only}`);
  const more = problems.length - most;
  const named = more > 0 ? [...problems.slice(0, most), `and ${more} more`] : problems;
  const list = named.map((problem) => `  - ${problem}`).join('\n');
  return new FanfoldError(code, `${what}: ${problems.length} problems:\n${list}`);
}

/** Names as a sentence lists them: the first of very many. @param most names at most @default 5 */
export function listSome(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}

/** A value as it appears in a message: short, on one line, quoted if it is text. */
export function showValue(value: unknown): string {
  return showText(writeValue(value), 80);
}

function writeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A circle, or nested deeper than JSON.stringify can go.
    return Array.isArray(value) ? 'an array' : 'an object';
  }
}
