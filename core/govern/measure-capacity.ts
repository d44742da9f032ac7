import type { PolicyState } from './state.ts';
import { type Level, readLevel, type SampleWindow } from './window.ts';

/** What is kept free below the capacity that units' work shows. */
const belowCapacity = 0.95;
/** Items that units must have had the time for before what they did is a measure. */
const measurable = 10;
/** Time that each of the running units must have reported, on average. */
const coveredMs = 1_500;
/** Time after which what is reported by the clock is a measure. */
const clearMs = 2_500;
/** Room above what would do all work if no request had to queue. */
const aboveKnee = 1.25;
/**
 * Lanes in excess, as a share of all, that bring one such share of throttles at most: lanes that were turned away ask ever less
 * often. Simulated, items of 60 ms: 3 % of attempts with a quarter of the lanes in excess, 7.5 % with half of them, 11 % with
 * 62 %. With longer items throttles are a larger share.
 */
const lanesByShare = 8;

/**
 * Share of what a unit did before that one does now; undefined where so little was to be done, or so few units have reported,
 * that it tells nothing: what few report may be the work of those that were turned away.
 */
export function measureShare(seen: SampleWindow, before: Level | null, running: number): number | undefined {
  if (before === null || (before.perUnit * seen.unitMs) / 1000 < measurable) return undefined;
  if (seen.unitMs < running * coveredMs) return undefined;
  return Math.min(1, readLevel(seen).perUnit / before.perUnit);
}

/**
 * Units that would do what is done by the clock; undefined as long as that tells nothing. It doesn't depend on which of the
 * units have reported: while a limit is cut, those that wait are the last to end.
 */
export function measureByClock(seen: SampleWindow, before: Level): number | undefined {
  const elapsedMs = seen.untilMs - seen.sinceMs;
  if (elapsedMs < clearMs || before.perUnit === 0) return undefined;
  return (((seen.attempts - seen.errors) / elapsedMs) * 1000) / before.perUnit;
}

/** Units that would do what was done before, if items took as little as they ever did; and some more. */
export function measureKnee({ leastItemMs }: PolicyState, before: Level | null): number {
  if (before === null || leastItemMs === null || before.latencyMs === 0) return Number.POSITIVE_INFINITY;
  return before.running * Math.min(1, leastItemMs / before.latencyMs) * aboveKnee;
}

/** Five percent less, but of a small capacity not more than what rounding takes. */
export function stayBelow(capacity: number): number {
  return Math.max(capacity * belowCapacity, capacity - 0.5);
}

/** What a cut leaves at least: half, so that one bad tick isn't a collapse, or more where few attempts were throttled. */
export function leastAfterCut(limit: number, seen: SampleWindow): number {
  return limit * Math.max(0.5, 1 - readLevel(seen).throttleShare * lanesByShare);
}
