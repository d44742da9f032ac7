import { changeLimit, keepLimit, type Tick } from './change-limit.ts';
import { compareClimb } from './compare-levels.ts';
import type { Decision } from './decision.ts';
import { largestStep } from './parameters.ts';
import { firstProbeWaitMs } from './state.ts';
import type { Level } from './window.ts';

/** More units pay if they bring this share of what they would bring without any contention. */
const paysWell = 0.5;
const paysAtAll = 0.2;
/** From this step on, a pay between the two can't be chance. */
const telling = 0.25;
/** Steps below this are too small for their effect to be told from chance. */
export const judgeable = 0.1;
/** First step beyond what is known to go well. */
const smallStep = 0.08;
/** With less of the limit filled, units are missing for another reason than the limit. */
export const filledShare = 0.75;

/** Goes on growing while more units bring more throughput; each step is twice the one before, up to the largest. */
export function judgeClimb(tick: Tick, level: Level): Decision {
  const { state, parameters, sample } = tick;
  const { reference } = state;
  const learned = { ...state, reference: level, bestLimit: Math.max(state.bestLimit, state.limit) };
  const hold = { mode: 'hold' as const, probeAtMs: sample.nowMs + firstProbeWaitMs };
  if (level.running < state.limit * filledShare) {
    return keepLimit({ ...tick, state: learned }, { code: 'not-filled', figures: { ...level } }, 'anew');
  }
  if (reference !== null && level.running > reference.running * (1 + judgeable)) {
    const { concurrency, throughput, pay } = compareClimb(reference, level);
    const figures = { concurrency, throughput };
    if (pay < paysAtAll) {
      const fell = { code: 'throughput-fell' as const, figures: { concurrency, fell: -throughput } };
      const flat = { code: 'throughput-flat' as const, figures };
      // In terms of the limit: not all of it is running.
      const back = (reference.running / level.running) * state.limit;
      return changeLimit(tick, back, throughput < 0 ? fell : flat, {
        ...hold,
        reference: null,
        probeDown: true,
      });
    }
    if (pay < paysWell && concurrency >= telling) {
      return keepLimit(
        { ...tick, state: { ...learned, ...hold } },
        { code: 'throughput-flat', figures },
        'anew',
      );
    }
    return grow(
      { ...tick, state: { ...learned, probeWaitMs: firstProbeWaitMs } },
      { code: 'throughput-grew', figures },
    );
  }
  if (state.limit === parameters.max) {
    const atMaximum = { code: 'at-maximum' as const, figures: { throughput: level.throughput } };
    return keepLimit({ ...tick, state: { ...learned, ...hold } }, atMaximum, 'anew');
  }
  // Small steps are judged together: the reference stays where they began.
  return grow(
    { ...tick, state: { ...learned, reference: reference ?? level } },
    { code: 'no-throttles', figures: { attempts: state.window.attempts } },
  );
}

/** One step up. */
export function grow(tick: Tick, because: Parameters<typeof changeLimit>[2]): Decision {
  const { state } = tick;
  const cleared = state.ceiling !== null && state.limit > state.ceiling ? null : state.ceiling;
  // What went well before is reached again in large steps, and passed in small ones.
  const largest = largestStep(tick.parameters);
  const step = state.limit < state.bestLimit ? largest : state.step;
  const free = Math.max(state.limit + 1, state.limit * (1 + step));
  const passes = state.limit < state.bestLimit && free > state.bestLimit;
  return changeLimit(tick, passes ? state.bestLimit : free, because, {
    mode: 'climb',
    trial: null,
    ceiling: cleared,
    step: passes ? smallStep : Math.min(largest, step * 2),
  });
}
