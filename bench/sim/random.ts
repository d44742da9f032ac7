/** A seeded source of chance: the same seed gives the same run. */
export interface Chance {
  /** 0 to below 1. */
  uniform(): number;
  /** Mean 0, deviation 1. */
  normal(): number;
}

/** Makes a source of chance (mulberry32). @param seed any whole number */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
