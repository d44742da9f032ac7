import { parseArgs } from 'node:util';

/** What `npm run chaos` is asked for. */
export interface ChaosOptions {
  /** Seeds to run, one after another. */
  seeds: number[];
  /** After this long no further seed is begun. */
  seconds: number;
}

const mostSeeds = 10_000;

/**
 * Reads the flags of `npm run chaos`: `--seeds N` (default 10: seeds 1 to N), `--seed S` (one, to replay it), `--seconds N`
 * (default: no bound).
 * @throws TypeError for a flag that isn't one; RangeError for a number that isn't one
 */
export function readOptions(flags: string[]): ChaosOptions {
  const { values } = parseArgs({
    args: flags,
    options: { seeds: { type: 'string' }, seed: { type: 'string' }, seconds: { type: 'string' } },
  });
  const { seeds = '10', seed, seconds } = values;
  return {
    seeds:
      seed === undefined
        ? Array.from({ length: readCount('--seeds', seeds, 1, mostSeeds) }, (_, index) => index + 1)
        : [readCount('--seed', seed, 0, 2 ** 32 - 1)],
    seconds:
      seconds === undefined ? Number.POSITIVE_INFINITY : readCount('--seconds', seconds, 1, 7 * 86_400),
  };
}

function readCount(flag: string, text: string, least: number, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  throw new RangeError(`${flag} is ${text}; a whole number from ${least} to ${most} is allowed`);
}
