import { parseArgs } from 'node:util';

/** What `bench downstreams` is asked for. */
export type DownstreamsOptions = { kind: 'measure'; quick: boolean } | RehearsalOptions;

/** What is rehearsed. */
export interface RehearsalOptions {
  kind: 'rehearse';
  /** Adaptive runs of each downstream: seeds 1 to this. */
  seeds: number;
  /** Only this run of each, all decisions of which are printed. */
  seed: number | undefined;
}

const usualSeeds = 40;

/**
 * Reads the flags of `bench downstreams`.
 * @throws TypeError for a flag that isn't one; RangeError for a value that isn't allowed, or flags that don't go together
 */
export function readOptions(flags: string[]): DownstreamsOptions {
  const { values } = parseArgs({
    args: flags,
    options: {
      quick: { type: 'boolean', default: false },
      rehearse: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const { quick, rehearse, seeds, seed } = values;
  const problems: string[] = [];
  const readCount = (flag: string, text: string | undefined, least: number, most: number) => {
    const count = Number(text);
    if (
      text === undefined ||
      (text.trim() !== '' && Number.isInteger(count) && count >= least && count <= most)
    )
      return count;
    problems.push(`${flag} is ${text}; a whole number from ${least} to ${most} is allowed`);
    return least;
  };
  const wantedSeeds = readCount('--seeds', seeds ?? String(usualSeeds), 1, 10_000);
  const wantedSeed = readCount('--seed', seed, 0, 2 ** 32 - 1);
  if (rehearse && quick) problems.push('--quick is of measured runs; leave it away with --rehearse');
  if (!rehearse && seeds !== undefined) problems.push('--seeds is of rehearsed runs; add --rehearse');
  if (!rehearse && seed !== undefined) problems.push('--seed is of a rehearsed run; add --rehearse');
  if (seeds !== undefined && seed !== undefined)
    problems.push('--seed is one run and --seeds are many; give one of them');
  if (problems.length > 0) throw new RangeError(problems.join('\n'));
  return rehearse
    ? { kind: 'rehearse', seeds: wantedSeeds, seed: seed === undefined ? undefined : wantedSeed }
    : { kind: 'measure', quick };
}
