import { backOff, findThrottles, toleratedThrottles } from './back-off.ts';
import { keepLimit, type Tick } from './change-limit.ts';
import type { Decision } from './decision.ts';
import { findLambdaThrottles } from './find-lambda-throttles.ts';
import { judgeClimb } from './judge-climb.ts';
import { judgeHold } from './judge-hold.ts';
import { judgeTrial } from './judge-trial.ts';
import type { PolicyParameters } from './parameters.ts';
import { explain } from './reason.ts';
import type { GovernSample } from './sample.ts';
import { settle } from './settle.ts';
import { goesBackUp, isSettling, type PolicyState } from './state.ts';
import { watchTickMs } from './tick-delay.ts';
import { addSample, type Level, openWindow, readLevel } from './window.ts';

/**
 * One tick of the policy: how many units may run at once from now on, and why. Pure: the same arguments give the same
 * decision. Where UpdateMapRun fails, the next sample's `limit` says so and the policy goes on from there.
 *
 * @example
 * ```ts fragment
 * let state = startPolicy(parameters, Date.now());
 * const decision = decideLimit(parameters, state, sample);
 * if (decision.limit !== sample.limit) await updateMapRun({ maxConcurrency: decision.limit });
 * state = decision.state;
 * ```
 */
export function decideLimit(
  parameters: PolicyParameters,
  state: PolicyState,
  sample: GovernSample,
): Decision {
  if (sample.limit !== state.limit) return adoptLimit(state, sample);
  const tick: Tick = { parameters, state: { ...state, window: addSample(state.window, sample) }, sample };
  if (sample.unitsPending === 0) return keepLimit(tick, { code: 'nothing-pending', figures: {} });
  const trouble = findThrottles(tick, state.window.untilMs) ?? findLambdaThrottles(tick);
  if (trouble !== undefined) return trouble;
  const settled = { ...tick, state: settle(tick) };
  // A sample tells of the time since the tick before: all of it must be of the present limit.
  if (isSettling(settled.state, state.window.untilMs)) {
    const { changedAtMs, window } = settled.state;
    const stale = state.window.untilMs < changedAtMs + parameters.reportMs;
    return keepLimit(
      { ...settled, state: { ...settled.state, window: stale ? openWindow(sample.nowMs) : window } },
      { code: 'settling', figures: { running: sample.unitsRunning } },
    );
  }
  if (!isEnough(settled)) {
    return keepLimit(settled, {
      code: 'too-few-samples',
      figures: { attempts: settled.state.window.attempts },
    });
  }
  return judge(settled, readLevel(settled.state.window));
}

function judge(tick: Tick, level: Level): Decision {
  const { state } = tick;
  const learned: Tick = {
    ...tick,
    state: {
      ...state,
      leastItemMs: leastOf(state.leastItemMs, level),
      usualErrors: Math.min(state.usualErrors ?? level.errorShare, level.errorShare),
    },
  };
  if (level.throttleShare > toleratedThrottles && state.window.throttles > 2)
    return backOff(tick, state.window);
  if (state.mode === 'climb') return judgeClimb(learned, level);
  if (state.mode === 'try' && state.trial !== null) return judgeTrial(learned, level, state.trial);
  return judgeHold({ ...learned, state: { ...learned.state, trial: null } }, level);
}

/** What is turned away ends sooner than what is done: only a level without errors tells how long items take. */
function leastOf(least: number | null, { latencyMs, errorShare }: Level): number | null {
  if (latencyMs <= 0 || errorShare > 0) return least;
  return Math.min(least ?? latencyMs, latencyMs);
}

/** Somebody else set the limit, or our own change didn't come through: what is in force counts. */
function adoptLimit(state: PolicyState, sample: GovernSample): Decision {
  const adopted: PolicyState = {
    ...state,
    limit: sample.limit,
    mode: state.mode === 'try' ? 'hold' : state.mode,
    trial: null,
    changedAtMs: sample.nowMs,
    approach: { running: sample.unitsRunning, atMs: sample.nowMs },
    settledAtMs: null,
    window: openWindow(sample.nowMs),
  };
  return {
    state: adopted,
    limit: sample.limit,
    reason: explain('limit-was-set', { decided: state.limit }, sample.limit, sample.limit),
    nextTickMs: watchTickMs,
  };
}

/**
 * True if the window tells enough: as many attempts as there are slots, so that slow items are in it too, and the more, the
 * smaller the step is that is to be judged (a mean over n attempts is off by about 1/√n). Slow items are waited for, up to
 * five minutes.
 */
function isEnough({ state, parameters }: Tick): boolean {
  const { window, mode, reference, trial } = state;
  const { attempts } = window;
  const elapsedMs = window.untilMs - window.sinceMs;
  if (elapsedMs < 1_000 || window.unitMs < 1) return false;
  if (mode === 'hold' && elapsedMs < 5_000) return false;
  if (elapsedMs >= 300_000) return attempts >= 5;
  if (elapsedMs >= 120_000) return attempts >= 50;
  const running = window.runningMs / elapsedMs;
  const before = trial?.from.running ?? reference?.running ?? 0;
  const step = before > 0 ? Math.abs(running / before - 1) : 1;
  if (goesBackUp(state)) {
    const [leastMs, least] = window.throttles === 0 ? [parameters.reportMs, 50] : [10_000, 500];
    return elapsedMs >= leastMs && attempts >= Math.max(least, running * parameters.itemConcurrency);
  }
  const needed = mode === 'hold' ? 500 : Math.min(8_000, Math.max(50, 200 / Math.max(0.05, step) ** 2));
  if (attempts < Math.min(needed, running * parameters.itemConcurrency)) return false;
  return attempts >= needed || (elapsedMs >= 30_000 && attempts >= Math.max(50, needed / 4));
}
