import { createChance } from '../sim/random.ts';

/** Seeded choices. The same seed gives the same choices in the same order. */
export interface Choices {
  /** True with this probability. */
  flip(probability: number): boolean;
  /** A number from `least` to below `most`. */
  between(least: number, most: number): number;
  /** One of these; undefined if there are none. */
  pick<T>(from: readonly T[]): T | undefined;
}

/** Makes choices of a seed. @param stream tells apart who chooses, so that one's choices don't shift another's */
export function createChoices(seed: number, stream: number): Choices {
  const { uniform } = createChance(Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b));
  return {
    flip: (probability) => uniform() < probability,
    between: (least, most) => least + uniform() * (most - least),
    pick: (from) => from[Math.floor(uniform() * from.length)],
  };
}
