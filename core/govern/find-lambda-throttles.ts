import { type Because, changeLimit, keepLimit, type Tick } from './change-limit.ts';
import type { Decision } from './decision.ts';
import { longerWait } from './state.ts';

/** Lambda throttles the unit function and units are missing: the account has no more environments. */
export function findLambdaThrottles(tick: Tick): Decision | undefined {
  const { state, sample } = tick;
  const { lambdaThrottles, runningMs, sinceMs, untilMs } = state.window;
  if (lambdaThrottles === 0 || state.settledAtMs === null || untilMs - sinceMs < 5_000) return undefined;
  const running = runningMs / (untilMs - sinceMs);
  if (running > state.limit * 0.95) return undefined;
  const because: Because = { code: 'lambda-throttled', figures: { throttles: lambdaThrottles, running } };
  if (sample.unitsPending === 0) return keepLimit(tick, because, 'anew');
  return changeLimit(tick, Math.max(1, Math.ceil(running * 1.02)), because, {
    mode: 'hold',
    trial: null,
    ceiling: running,
    step: 0.04,
    probeAtMs: sample.nowMs + state.probeWaitMs,
    probeWaitMs: longerWait(state),
  });
}
