import { type Because, changeLimit, type Tick } from './change-limit.ts';
import type { Decision } from './decision.ts';
import { leastAfterCut, measureByClock, measureKnee, measureShare, stayBelow } from './measure-capacity.ts';
import { firstProbeWaitMs, isSettling, longerWait, type PolicyState, type Trial } from './state.ts';
import { addSample, type Level, openWindow, readLevel, type SampleWindow } from './window.ts';

/** Throttles that can't be chance, at once and over a window. */
const leastThrottles = 5;
const suddenShare = 0.03;
/** Share of throttles over a whole window that is still too much. */
export const toleratedThrottles = 0.005;
/** A cut is worth it from here on. */
const worthCutting = 0.97;
/** In a climb, what went well before is given up if no more than this share of it is possible. */
const farLess = 0.7;
/** If no more than this share of a limit that went well is possible, the downstream has changed, and may change back soon. */
const sharpFall = 0.85;
/** Wait before the first look whether a fall is over. */
const afterFallMs = 6_000;
/** A second cut while the first is taking effect must be this large. */
const worthCuttingAgain = 0.85;
/** Without a measure. */
const unmeasuredCut = 0.75;

/**
 * Backs off if something says "slow down". It doesn't wait for a window to be full: throttles that show in one tick are
 * enough. After backing off, only what is far worse than expected counts until the units above the limit have ended.
 */
export function findThrottles(tick: Tick, previousMs: number): Decision | undefined {
  const { state, sample } = tick;
  if (state.mode === 'hold' && isSettling(state, previousMs)) {
    return state.trial?.why === 'throttled' && isSudden(state.window)
      ? cutAgain(tick, state.window, state.trial)
      : undefined;
  }
  const now = addSample(openWindow(sample.nowMs), sample);
  const seen = isSudden(now) ? now : isSudden(state.window) ? state.window : undefined;
  return seen === undefined ? undefined : backOff(tick, seen);
}

function isSudden({ throttles, attempts }: SampleWindow): boolean {
  return throttles >= leastThrottles && throttles >= attempts * suddenShare;
}

/**
 * Goes to what the units' own work says is possible: the limit times what a unit does now by what one did when nothing was
 * throttled; after a step up not below where it came from. Where requests had been queueing already, the queue is given up
 * too: fewer units do the same work, and the next neighbour doesn't fill it.
 */
export function backOff(tick: Tick, seen: SampleWindow): Decision {
  const { state, sample } = tick;
  const share = readLevel(seen).throttleShare;
  // Not all of the limit need be running: units are starting, or the last change is still taking effect.
  const now = state.settledAtMs === null ? Math.min(sample.unitsRunning, state.limit) : state.limit;
  const before = state.trial?.from ?? state.reference;
  const good = findGood(state, before);
  const measured = measureShare(seen, before, now) ?? measureShare(state.window, before, now);
  const left = measured ?? (good > 0 ? good / now : unmeasuredCut);
  const bearable = now * Math.min(left, 1 - share ** 2 / 2);
  const capacity = stayBelow(bearable);
  const collapsed = state.mode === 'climb' && capacity < good * farLess;
  const possible = Math.min(
    collapsed ? capacity : Math.max(capacity, good),
    measureKnee(state, before),
    now * worthCutting,
  );
  const target = Math.max(leastAfterCut(now, seen), possible);
  const fell = state.mode === 'hold' && target < now * sharpFall;
  const waitMs = fell ? afterFallMs : state.mode === 'try' ? longerWait(state) : state.probeWaitMs;
  return changeLimit(tick, target, becauseOf(seen), {
    ...retreat(tick, waitMs),
    trial: before === null ? null : { why: 'throttled', from: before, fromLimit: state.limit },
    ceiling: measured === undefined ? (target + now) / 2 : Math.max(bearable, Math.min(good, now)),
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
  const { state } = tick;
  const measured = measureByClock(seen, trial.from);
  if (measured === undefined) return undefined;
  const capacity = stayBelow(measured);
  if (capacity >= state.limit * worthCuttingAgain) return undefined;
  const target = Math.max(1, capacity, leastAfterCut(state.limit, seen));
  return changeLimit(tick, target, becauseOf(seen), {
    ...retreat(tick, firstProbeWaitMs),
    trial: null,
    ceiling: state.limit,
  });
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
