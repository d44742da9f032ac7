import { mayCall, spendCall, updateRate } from './call-budget.ts';
import type { Decision } from './decision.ts';
import type { PolicyParameters } from './parameters.ts';
import { explain, type ReasonCode } from './reason.ts';
import type { GovernSample } from './sample.ts';
import { isSettling, type PolicyState } from './state.ts';
import { longestTickMs, waryTickMs, watchTickMs } from './tick-delay.ts';
import { refillBucket, takeTokens } from './token-bucket.ts';
import { openWindow } from './window.ts';

/** What every step of the policy works on. */
export interface Tick {
  parameters: PolicyParameters;
  state: PolicyState;
  sample: GovernSample;
}

/** Why, with the figures. */
export interface Because {
  code: ReasonCode;
  figures: Record<string, number>;
}

/** Changes below this share of the limit aren't worth a call of UpdateMapRun. */
const leastChange = 0.02;
/** Calls that growing leaves for shrinking. */
const keptForShrinking = 1;

/** Keeps the limit. @param window `anew`: what was seen is used up */
export function keepLimit({ state, sample }: Tick, because: Because, window: 'anew' | 'on' = 'on'): Decision {
  return {
    state: window === 'anew' ? { ...state, window: openWindow(sample.nowMs) } : state,
    limit: state.limit,
    reason: explain(because.code, because.figures, state.limit, state.limit),
    nextTickMs: pickTick(state, sample.nowMs),
  };
}

/**
 * Changes the limit within its bounds, Lambda's ramp and the budget of UpdateMapRun; what the bounds leave is kept if it is
 * too small to be worth a call.
 * @param next state from now on, if the change is made
 */
export function changeLimit(
  tick: Tick,
  wanted: number,
  because: Because,
  next: Partial<PolicyState>,
): Decision {
  const { parameters, state, sample } = tick;
  const { nowMs } = sample;
  const rate = { capacity: parameters.rampPer10s, perSecond: parameters.rampPer10s / 10 };
  const ramp = refillBucket(state.ramp, rate, nowMs);
  const limit = bound(Math.min(Math.round(wanted), state.limit + Math.floor(ramp.tokens)), parameters);
  const grows = limit > state.limit;
  const figures = { wanted: limit };
  if (limit === state.limit) {
    const code =
      limit === parameters.max
        ? 'at-maximum'
        : limit === parameters.min
          ? 'at-minimum'
          : 'too-small-a-change';
    return keepLimit(
      { ...tick, state: { ...state, mode: 'hold', trial: null } },
      { code, figures: { ...because.figures, ...figures } },
      'anew',
    );
  }
  if (Math.abs(limit - state.limit) < state.limit * leastChange && limit !== parameters.max) {
    return keepLimit(tick, { code: 'too-small-a-change', figures }, 'anew');
  }
  if (!mayCall(state.updates, updateRate, nowMs, grows ? keptForShrinking : 0)) {
    return keepLimit(tick, { code: 'calls-spent', figures });
  }
  return {
    state: {
      ...state,
      ...next,
      limit,
      changedAtMs: nowMs,
      approach: { running: sample.unitsRunning, atMs: nowMs },
      settledAtMs: null,
      window: openWindow(nowMs),
      updates: spendCall(state.updates, updateRate, nowMs),
      ramp: grows ? takeTokens(ramp, limit - state.limit) : ramp,
    },
    limit,
    reason: explain(because.code, because.figures, state.limit, limit),
    nextTickMs: watchTickMs,
  };
}

function pickTick(state: PolicyState, nowMs: number): number {
  if (state.mode !== 'hold' || isSettling(state, nowMs - 1)) return watchTickMs;
  return state.ceiling === null ? longestTickMs : waryTickMs;
}

function bound(limit: number, { min, max }: PolicyParameters): number {
  return Math.min(max, Math.max(min, limit));
}
