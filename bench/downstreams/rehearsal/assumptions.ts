import type { Chance } from '../../sim/random.ts';

/** Milliseconds, spread evenly between two bounds. */
export type Span = readonly [from: number, to: number];

/**
 * What the local cloud's own parts take on two cores: nothing else of a rehearsal is assumed. `perRequest`, `warmStart`, `commit`
 * and `answer` are set so that a fixed limit of 12 on the hard limit takes what it took for real, 65.8 s for 12,000 items in
 * units of 20 (`docs/govern.md`): 60 s are the requests themselves, the rest is what lies between requests and between units.
 * The others bear on the first seconds of a run only.
 */
export const spans = {
  /** HTTP and the item process, on top of what the server takes. */
  perRequest: [0.5, 2],
  /** From the start of a child to the unit's claim in a new environment: Node starts, and loads the function. */
  coldStart: [900, 1_500],
  /** The same in an environment that is there. */
  warmStart: [25, 45],
  /** From the claim to the first item where the item process has to be started. */
  coldItems: [250, 350],
  /** The same where it is there: the unit's bytes are read. */
  warmItems: [8, 12],
  /** From the last item to the commit: the output's upload, and the receipt. */
  commit: [10, 25],
  /** From the commit to the child's end. */
  answer: [10, 25],
  /** UpdateMapRun, and finding the Map Run; the local cloud's change takes effect at once. */
  updateMapRun: [20, 60],
} as const satisfies Record<string, Span>;

/** An environment that has nothing to do ends after so long, ms: the local cloud's `idleSeconds`. */
export const idleMs = 10_000;
/** How long a claim holds, ms: FANFOLD_LEASE_SECONDS. */
export const leaseMs = 15_000;
/** Between two heartbeats, ms, and before the first: a fifth of the lease, and a third of that, as a unit's lease has it. */
export const beatMs = leaseMs / 5;
export const firstBeatMs = beatMs / 3;

/** Draws how long something takes this time, ms. */
export function draw(chance: Chance, [from, to]: Span): number {
  return from + (to - from) * chance.uniform();
}
