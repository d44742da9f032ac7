import { changeLimit, keepLimit, type Tick } from './change-limit.ts';
import type { Decision } from './decision.ts';
import { filledShare } from './judge-climb.ts';
import type { PolicyState } from './state.ts';
import type { Level } from './window.ts';

/** A share of errors this far above the usual is looked into. */
const moreErrors = 0.05;
/** A unit that does this much less than at the last look is taken for congestion, until fewer units prove otherwise. */
const inflated = 0.8;
/** A unit that does this much more than at the last look: something downstream has recovered. */
const recovered = 1.15;
/**
 * If items once took this share of what they take, they wait for others: more units would wait too, up to where throttling
 * begins. (That a unit does less tells nothing: it may be waiting before it tries again.)
 */
const congestion = 0.85;
const stepUp = 0.25;
const stepDown = 0.8;
const aboveCeiling = 1.03;

/** Stays, unless the level has become worse or better than it was, or it is time to probe. */
export function judgeHold(tick: Tick, level: Level): Decision {
  const { state, sample, parameters } = tick;
  const reference = state.reference ?? level;
  if (level.errorShare > (state.usualErrors ?? 0) + moreErrors) return tryFewer(tick, level, 0.8, 'errors');
  const steady = { code: 'steady' as const, figures: { throughput: level.throughput } };
  if (level.running < state.limit * filledShare) {
    return keepLimit(
      { ...tick, state: { ...state, reference: level } },
      { code: 'not-filled', figures: { ...level } },
      'anew',
    );
  }
  const share = level.perUnit / reference.perUnit;
  if (share < inflated && level.latencyMs > reference.latencyMs / inflated) {
    return tryFewer(tick, level, Math.max(0.5, share), 'latency');
  }
  const due = sample.nowMs >= state.probeAtMs || share > recovered;
  const bestLimit = level.throttleShare > 0 ? state.bestLimit : Math.max(state.bestLimit, state.limit);
  const next = { ...tick, state: { ...state, reference: level, bestLimit } };
  if (!due) return keepLimit(next, steady, 'anew');
  const congested = level.latencyMs * congestion > (state.leastItemMs ?? level.latencyMs);
  const nearCeiling = state.ceiling !== null && state.limit * (1 + stepUp) > state.ceiling;
  if (congested && (state.probeDown || nearCeiling) && state.limit > parameters.min) {
    return tryFewer(next, level, stepDown, 'probe-down');
  }
  return tryMore(next, level);
}

function tryMore(tick: Tick, level: Level): Decision {
  const { state, sample, parameters } = tick;
  if (state.limit === parameters.max) {
    const resting = { ...state, probeDown: true, probeAtMs: sample.nowMs + state.probeWaitMs };
    const atMaximum = { code: 'at-maximum' as const, figures: { throughput: level.throughput } };
    return keepLimit({ ...tick, state: resting }, atMaximum, 'anew');
  }
  const { ceiling } = state;
  const target =
    ceiling === null
      ? state.limit * (1 + stepUp)
      : Math.max(towardsCeiling(state.limit, ceiling), backUp(state));
  return changeLimit(
    tick,
    Math.max(state.limit + 1, target),
    { code: 'probe-up', figures: { waitedMs: sample.nowMs - state.changedAtMs } },
    {
      mode: 'try',
      trial: { why: 'probe-up', from: level, fromLimit: state.limit },
      step: ceiling === null ? stepUp : 0.04,
    },
  );
}

/** Half way to the ceiling while that is a step; else just above it, to see whether it still stands. */
function towardsCeiling(limit: number, ceiling: number): number {
  const halfWay = (limit + ceiling) / 2;
  return halfWay >= limit * aboveCeiling
    ? Math.min(halfWay, limit * (1 + stepUp))
    : Math.max(limit, ceiling) * aboveCeiling;
}

/** Half way to what went well before the capacity fell, by half at most. */
function backUp({ limit, bestLimit }: PolicyState): number {
  return Math.min((limit + bestLimit) / 2, limit * 1.5);
}

function tryFewer(
  tick: Tick,
  level: Level,
  factor: number,
  why: 'errors' | 'latency' | 'probe-down',
): Decision {
  const { state } = tick;
  const before = state.reference ?? level;
  const because = {
    errors: {
      code: 'errors-rose' as const,
      figures: { share: level.errorShare, usual: state.usualErrors ?? 0 },
    },
    latency: {
      code: 'latency-inflated' as const,
      figures: {
        latency: before.latencyMs > 0 ? level.latencyMs / before.latencyMs - 1 : 0,
        fell: before.throughput > 0 ? 1 - level.throughput / before.throughput : 0,
      },
    },
    'probe-down': {
      code: 'probe-down' as const,
      figures: { longer: level.latencyMs / Math.max(state.leastItemMs ?? level.latencyMs, 1e-9) - 1 },
    },
  }[why];
  return changeLimit(tick, Math.floor(state.limit * factor), because, {
    mode: 'try',
    trial: { why, from: level, fromLimit: state.limit },
  });
}
