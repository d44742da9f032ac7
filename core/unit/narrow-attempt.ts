/** What an attempt at a unit does, after earlier ones took their Lambda down. */
export type NarrowedAttempt =
  /** Runs this many of the items that are left, and checks in. */
  | { kind: 'run'; size: number }
  /** The next item has taken its Lambda down several times, alone: it is recorded as failed. */
  | { kind: 'guilty' };

/** Lambdas that an item takes down all by itself before it is called guilty: an environment may be lost by chance. */
const deathsAlone = 6;

/**
 * Halves a unit whose attempts take their whole Lambda down or time out as a whole, until the guilty item is alone:
 * the first death may be chance, each further one halves what is tried. n items take some log2(n) deaths.
 *
 * @param unit.left items that are left of it
 * @param unit.deaths attempts since the last checkpoint that neither checked in, committed nor gave their claim back
 * @param unit.size items that the last checkpoint left suspect; undefined if none are
 */
export function narrowAttempt(unit: {
  left: number;
  deaths: number;
  size: number | undefined;
}): NarrowedAttempt {
  const from = Math.min(unit.size ?? unit.left, unit.left);
  const forgiven = unit.size === undefined ? 1 : 0;
  const halvings = Math.max(0, unit.deaths - forgiven);
  const untilAlone = Math.ceil(Math.log2(from));
  if (halvings >= untilAlone + deathsAlone) return { kind: 'guilty' };
  return { kind: 'run', size: Math.max(1, Math.ceil(from / 2 ** halvings)) };
}

/**
 * Items to try next after `size` of them came through: the guilty one is in the other half if this attempt was halved
 * itself; if it came through at once, the suspicion was too narrow and is widened.
 * @returns undefined when all that is left may be tried
 */
export function widenAttempt(unit: { left: number; deaths: number; size: number }): number | undefined {
  if (unit.deaths > 0) return Math.min(unit.size, unit.left);
  const next = unit.size * 2;
  return next >= unit.left ? undefined : next;
}
