import { isDeepStrictEqual } from 'node:util';
import type { RunData } from './read-result.ts';

/** What of a disturbed run's result differs from the quiet run's: one sentence each. */
export function compareResults(quiet: RunData, disturbed: RunData): string[] {
  const problems: string[] = [];
  for (const name of ['bytes', 'sha256', 'rows', 'proof', 'items', 'units'] as const) {
    if (isDeepStrictEqual(quiet[name], disturbed[name])) continue;
    problems.push(
      `${name}: ${JSON.stringify(disturbed[name])}, the quiet run's: ${JSON.stringify(quiet[name])}`,
    );
  }
  const expected = new Set(quiet.failures);
  const got = new Set(disturbed.failures);
  for (const failure of got.difference(expected))
    problems.push(`failed, not in the quiet run: item ${failure}`);
  for (const failure of expected.difference(got))
    problems.push(`failed in the quiet run only: item ${failure}`);
  if (disturbed.failures.length !== got.size) problems.push('an item failed twice in failures.jsonl');
  return problems;
}
