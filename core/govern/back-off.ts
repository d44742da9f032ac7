import { type Because, changeLimit, type Tick } from './change-limit.ts';
import type { Decision } from './decision.ts';
import { firstProbeWaitMs, isSettling, longestProbeWaitMs, type PolicyState, type Trial } from './state.ts';
import { addSample, type Level, openWindow, readLevel, type SampleWindow } from './window.ts';

/** Throttles that can't be chance, at once and over a window. */
const leastThrottles = 5;
const suddenShare = 0.03;
/** Share of throttles over a whole window that is still too much. */
export const toleratedThrottles = 0.005;
/** What is kept free below the capacity that units' work shows. */
const belowCapacity = 0.95;
/** What went well before a step up is given up if this share of it is more than what is possible. */
const farLess = 0.7;
/** This share of throttles at a limit that went well: the downstream has changed, and may change back soon. */
const sharpFall = 0.1;
/** A second cut while the first is taking effect must be this large. */
const worthCuttingAgain = 0.85;
/** Items that units must have had the time for before what they did is a measure. */
const measurable = 10;
/** Without a measure. */
const unmeasuredCut = 0.75;
/** Room above what would do all work if no request had to queue. */
const aboveKnee = 1.25;

/**
 * Backs off if something says "slow down". It doesn't wait for a window to be full: throttles that show in one tick are
 * enough. After backing off, only what is far worse than expected counts until the units above the limit have ended.
 */
export function findThrottles(tick: Tick, previousMs: number): Decision | undefined {
  const { state, sample, parameters } = tick;
  const now = addSample(openWindow(sample.nowMs), sample);
  if (state.mode === 'hold' && isSettling(state, previousMs)) {
    const fresh = previousMs >= state.changedAtMs + parameters.reportMs;
    return fresh && state.trial?.why === 'throttled' && isSudden(now)
      ? cutAgain(tick, now, state.trial)
      : undefined;
  }
  const seen = isSudden(now) ? now : isSudden(state.window) ? state.window : undefined;
  return seen === undefined ? undefined : backOff(tick, seen);
}

function isSudden({ throttles, attempts }: SampleWindow): boolean {
  return throttles >= leastThrottles && throttles >= attempts * suddenShare;
}

/**
 * Goes to what the units' own work says is possible: the limit times what a unit does now by what one did when nothing was
 * throttled. Never beyond half, so that one bad tick isn't a collapse; and after a step up not below where it came from,
 * unless what is possible is far less. Where requests had been queueing already, the queue is given up too: fewer units do
 * the same work, and the next neighbour doesn't fill it.
 */
export function backOff(tick: Tick, seen: SampleWindow): Decision {
  const { state, sample } = tick;
  const share = readLevel(seen).throttleShare;
  // Not all of the limit need be running: units are starting, or the last change is still taking effect.
  const now = state.settledAtMs === null ? Math.min(sample.unitsRunning, state.limit) : state.limit;
  const before = state.trial?.from ?? state.reference;
  const good = findGood(state, before);
  const left = findCapacity(seen, before) ?? (good > 0 ? good / now : unmeasuredCut);
  const bearable = now * Math.min(left, 1 - share ** 2 / 2);
  const capacity = bearable * belowCapacity;
  const possible = capacity < good * farLess ? capacity : Math.max(capacity, good);
  const target = Math.max(now / 2, Math.min(possible, findKnee(state, before), now * 0.97));
  const fell = state.mode === 'hold' && share >= sharpFall;
  const waitMs = fell ? firstProbeWaitMs : Math.min(longestProbeWaitMs, state.probeWaitMs * 2);
  return changeLimit(tick, Math.floor(target), becauseOf(seen), {
    ...retreat(tick, waitMs),
    trial: before === null ? null : { why: 'throttled', from: before, fromLimit: state.limit },
    ceiling: Math.max(bearable, Math.min(good, now)),
  });
}

/** The limit that went well before a step up; 0 if there was no step. */
function findGood({ mode, trial, reference, limit, step }: PolicyState, before: Level | null): number {
  if (mode === 'hold' || before === null) return 0;
  if (trial !== null) return trial.fromLimit;
  return Math.min(limit, reference?.running ?? 0, Math.ceil(limit / (1 + step / 2)));
}

/** The first cut went by reports that were partly of before; now they tell how much is left. Once: units are ending. */
function cutAgain(tick: Tick, seen: SampleWindow, trial: Trial): Decision | undefined {
  const { state, sample } = tick;
  const left = findCapacity(seen, trial.from);
  if (left === undefined) return undefined;
  const capacity = sample.unitsRunning * left * belowCapacity;
  if (capacity >= state.limit * worthCuttingAgain) return undefined;
  return changeLimit(tick, Math.max(1, Math.floor(Math.max(capacity, state.limit / 2))), becauseOf(seen), {
    ...retreat(tick, firstProbeWaitMs),
    trial: null,
    ceiling: state.limit,
  });
}

/** Share of what a unit did before that one does now; undefined where so little was to be done that it tells nothing. */
function findCapacity(seen: SampleWindow, before: Level | null): number | undefined {
  if (before === null || (before.perUnit * seen.unitMs) / 1000 < measurable) return undefined;
  return Math.min(1, readLevel(seen).perUnit / before.perUnit);
}

/** Units that would do what was done before, if each did the most that one has ever done; and some more. */
function findKnee({ bestPerUnit }: PolicyState, before: Level | null): number {
  if (before === null || bestPerUnit === 0) return Number.POSITIVE_INFINITY;
  return (before.throughput / bestPerUnit) * aboveKnee;
}

function becauseOf(seen: SampleWindow): Because {
  return { code: 'throttled', figures: { share: readLevel(seen).throttleShare, throttles: seen.throttles } };
}

function retreat({ sample }: Tick, waitMs: number) {
  return {
    mode: 'hold' as const,
    reference: null,
    step: 0.04,
    probeWaitMs: waitMs,
    probeAtMs: sample.nowMs + waitMs,
    probeDown: false,
  };
}
