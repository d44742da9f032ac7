import { parseArgs } from 'node:util';
import type { CrashOptions } from './run-crashes.ts';

/**
 * Reads the flags of `npm run crashes`: `--runs N` (default 100), `--seed S` (default 1), `--only R` (one run, to replay it).
 * @throws TypeError for a flag that isn't one; RangeError for a number that isn't one
 */
export function readOptions(flags: string[]): CrashOptions {
  const { values } = parseArgs({
    args: flags,
    options: { runs: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
  });
  const { runs = '100', seed = '1', only } = values;
  const count = readCount('--runs', runs, 1, 10_000);
  return {
    runs: count,
    seed: readCount('--seed', seed, 0, 2 ** 31 - 1),
    only: only === undefined ? undefined : readCount('--only', only, 1, count),
  };
}

function readCount(flag: string, text: string, least: number, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  throw new RangeError(`${flag} is ${text}; a whole number from ${least} to ${most} is allowed`);
}
