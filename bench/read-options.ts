import { parseArgs } from 'node:util';

/** What is merged. */
export interface FanInOptions {
  outputs: number;
  /** Of all outputs together. */
  bytes: number;
  /** How often each program does it. */
  rounds: number;
  /** Less of everything: to see that it works. */
  quick: boolean;
}

/**
 * Reads the flags of `bench fan-in`.
 * @throws TypeError for a flag that isn't one; RangeError for a number that isn't one
 */
export function readOptions(flags: string[]): FanInOptions {
  const { values } = parseArgs({
    args: flags,
    options: {
      outputs: { type: 'string' },
      bytes: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const { quick } = values;
  return {
    outputs: readCount('--outputs', values.outputs ?? (quick ? '300' : '3000'), 1, 10_000),
    bytes: readCount('--bytes', values.bytes ?? (quick ? '200e6' : '2e9'), 1e5, 20e9),
    rounds: readCount('--rounds', values.rounds ?? (quick ? '1' : '5'), 1, 100),
    quick,
  };
}

function readCount(flag: string, text: string, least: number, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  throw new RangeError(`${flag} is ${text}; a whole number from ${least} to ${most} is allowed`);
}
