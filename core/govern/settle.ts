import type { Tick } from './change-limit.ts';
import { goesBackUp, type PolicyState } from './state.ts';
import { openWindow } from './window.ts';

/** No nearer to a higher limit for so long: it won't be reached (starts are slow, the backlog is short). */
const stuckMs = 8_000;

/**
 * Looks whether the last change has taken effect: units were started up to the limit (three quarters
 * are enough where the step is large), or ended down to it, and what is reported is no longer of before. The window begins anew then.
 */
export function settle({ parameters, state, sample }: Tick): PolicyState {
  if (state.settledAtMs !== null) return state;
  const { nowMs, unitsRunning } = sample;
  const draining = unitsRunning > state.limit * 1.05 + 0.5;
  const nearer = unitsRunning > state.approach.running * 1.02 || draining;
  const approach = nearer ? { running: unitsRunning, atMs: nowMs } : state.approach;
  const large = state.mode === 'climb' && state.step >= 0.25;
  const enough = Math.min((large ? 0.75 : 0.95) * state.limit, Math.max(1, state.limit - 1));
  const reached = !draining && (unitsRunning >= enough || nowMs - approach.atMs > stuckMs);
  if (!reached) return { ...state, approach };
  // A climb is quick and its steps are large: reports that are partly of before don't mislead it.
  const lagMs = large || goesBackUp(state) ? 0 : parameters.reportMs;
  return { ...state, approach, settledAtMs: nowMs + lagMs, window: openWindow(nowMs) };
}
