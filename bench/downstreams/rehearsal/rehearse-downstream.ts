import { type Downstream, itemsFor } from '../downstreams.ts';
import { type Control, most } from '../measure-run.ts';
import { mostErrors, slowest } from '../tables.ts';
import { type RehearsedRun, rehearseRun } from './rehearse-run.ts';
import { type Spread, spreadOf } from './spread.ts';

/** A downstream in virtual time, under fixed limits and under the limit that is found. */
export interface RehearsedDownstream {
  downstream: Downstream;
  items: number;
  /** Each fixed limit's run of median time. */
  sweep: readonly RehearsedRun[];
  /** The fixed limit with the least time. */
  best: RehearsedRun;
  /** One for each seed. */
  adaptive: readonly RehearsedRun[];
  /** Time as a multiple of the best fixed limit's. */
  slowdown: Spread;
  errorShare: Spread;
  failedItems: Spread;
  /** Adaptive runs that are within the limits, time and rejected share both. */
  within: number;
}

/** A fixed limit's runs differ by a percent or so. */
const sweepSeeds = [1, 2, 3];

/** Rehearses a downstream with each fixed limit, with full concurrency, and adaptively with each seed. */
export function rehearseDownstream(downstream: Downstream, seeds: readonly number[]): RehearsedDownstream {
  const runMs = downstream.seconds * 1000;
  const items = itemsFor(downstream, runMs);
  const rehearse = (control: Control, seed: number) =>
    rehearseRun({ downstream, control, seed, items, runMs });
  const sweep = [...downstream.limits, most].map((limit) =>
    medianOf(sweepSeeds.map((seed) => rehearse(limit, seed))),
  );
  const best = sweep.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const adaptive = seeds.map((seed) => rehearse('adaptive', seed));
  const slowdownOf = (run: RehearsedRun) => run.seconds / best.seconds;
  return {
    downstream,
    items,
    sweep,
    best,
    adaptive,
    slowdown: spreadOf(adaptive.map(slowdownOf)),
    errorShare: spreadOf(adaptive.map(({ errorShare }) => errorShare)),
    failedItems: spreadOf(adaptive.map(({ failedItems }) => failedItems)),
    within: adaptive.filter((run) => slowdownOf(run) <= slowest && run.errorShare < mostErrors).length,
  };
}

/** The run whose time is in the middle. */
function medianOf(runs: readonly RehearsedRun[]): RehearsedRun {
  const sorted = runs.toSorted((a, b) => a.seconds - b.seconds);
  const run = sorted[Math.floor(sorted.length / 2)];
  if (run === undefined) throw new RangeError('No runs have no median');
  return run;
}
