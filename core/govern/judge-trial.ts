import { changeLimit, keepLimit, type Tick } from './change-limit.ts';
import { comparePay } from './compare-levels.ts';
import type { Decision } from './decision.ts';
import { grow, judgeable } from './judge-climb.ts';
import { firstProbeWaitMs, longerWait, type PolicyState, type Trial } from './state.ts';
import type { Level } from './window.ts';

/** More units stay if they bring this share of what they would bring without contention. */
const upPays = 0.25;
/** Fewer units stay if they cost no more than this share of what they would cost without contention. */
const downCosts = { 'probe-down': 0.2, latency: 0.35 };
/** Fewer units that cost this share of what they did themselves weren't in each other's way. */
const inProportion = 0.8;

/** Keeps or undoes a change that was tried, by what it did. */
export function judgeTrial(tick: Tick, level: Level, trial: Trial): Decision {
  switch (trial.why) {
    case 'probe-up':
      return judgeMore(tick, level, trial);
    case 'probe-down':
    case 'latency':
      return judgeFewer(tick, level, trial, trial.why);
    default:
      return judgeErrors(tick, level, trial);
  }
}

function judgeMore(tick: Tick, level: Level, { from, fromLimit }: Trial): Decision {
  const { state, sample } = tick;
  const { concurrency, throughput, pay } = comparePay(from, level);
  const figures = { concurrency, throughput, attempts: state.window.attempts };
  // Near a ceiling steps are small, and what counts is that nothing throttled.
  const small = state.ceiling !== null && concurrency < judgeable;
  if (pay < upPays && !small) {
    return changeLimit(
      tick,
      fromLimit,
      { code: 'more-do-no-more', figures },
      { ...rest(tick, longerWait(state)), reference: from, probeDown: true },
    );
  }
  const because = {
    code: pay >= upPays ? ('throughput-grew' as const) : ('no-throttles' as const),
    figures,
  };
  const learned = {
    ...state,
    reference: pay >= upPays ? level : from,
    bestLimit: Math.max(state.bestLimit, state.limit),
  };
  if (state.ceiling === null || state.limit > state.ceiling)
    return grow({ ...tick, state: learned }, because);
  return keepLimit(
    { ...tick, state: { ...learned, ...rest(tick, state.probeWaitMs), probeAtMs: sample.nowMs } },
    because,
    'anew',
  );
}

function judgeFewer(
  tick: Tick,
  level: Level,
  { from, fromLimit }: Trial,
  why: keyof typeof downCosts,
): Decision {
  const { state } = tick;
  const { concurrency, throughput, pay } = comparePay(from, level);
  const figures = { concurrency: -concurrency, fell: -throughput };
  if (pay <= downCosts[why]) {
    const next = {
      ...state,
      ...rest(tick, firstProbeWaitMs),
      reference: level,
      probeDown: why === 'probe-down',
    };
    return keepLimit({ ...tick, state: next }, { code: 'fewer-do-as-well', figures }, 'anew');
  }
  return changeLimit(
    tick,
    fromLimit,
    { code: 'fewer-do-less', figures },
    {
      ...rest(tick, longerWait(state)),
      reference: from,
      // If fewer units do no more each, this is what items take now.
      leastItemMs: pay > inProportion && level.latencyMs > 0 ? level.latencyMs : state.leastItemMs,
      probeDown: false,
    },
  );
}

/** Fewer units must have made fewer errors; otherwise the errors have another reason and are usual from now on. */
function judgeErrors(tick: Tick, level: Level, trial: Trial): Decision {
  const { state } = tick;
  const usual = state.usualErrors ?? 0;
  const share = level.errorShare;
  const figures = { share, usual };
  if (share - usual < (trial.from.errorShare - usual) / 2) {
    const next: PolicyState = { ...state, ...rest(tick, longerWait(state)), reference: level, step: 0.04 };
    const ceiling = trial.from.running;
    return keepLimit({ ...tick, state: { ...next, ceiling } }, { code: 'errors-rose', figures }, 'anew');
  }
  return changeLimit(
    tick,
    trial.fromLimit,
    { code: 'fewer-do-less', figures: { concurrency: 1 - level.running / trial.from.running, fell: 0 } },
    { ...rest(tick, state.probeWaitMs), reference: null, usualErrors: share },
  );
}

function rest({ sample }: Tick, waitMs: number) {
  return { mode: 'hold' as const, trial: null, probeWaitMs: waitMs, probeAtMs: sample.nowMs + waitMs };
}
