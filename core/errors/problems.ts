import { type ErrorCode, FanfoldError } from './fanfold-error.ts';

/**
 * Joins several problems into one error, so that a user mends all of them at once.
 * One problem reads as a sentence, several as a list.
 */
export function refuseAll(code: ErrorCode, what: string, problems: readonly string[]): FanfoldError {
  const [only] = problems;
  if (problems.length === 1 && only !== undefined) return new FanfoldError(code, `${what}: ${only}`);
  return new FanfoldError(
    code,
    `${what}: ${problems.length} problems:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
  );
}

/** A value as it appears in a message: short, on one line, quoted if it is text. */
export function showValue(value: unknown): string {
  const text = writeValue(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function writeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
