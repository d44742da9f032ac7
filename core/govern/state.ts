import * as z from 'zod';
import { callBudget, startCallBudget, updateRate } from './call-budget.ts';
import { largestStep, type PolicyParameters } from './parameters.ts';
import { fillBucket, tokenBucket } from './token-bucket.ts';
import { level, openWindow, sampleWindow } from './window.ts';

const limit = z.int().min(1);

/** A change of the limit that is judged by what it does; after `throttled`, what is left of it is measured. */
export const trial = z.strictObject({
  why: z.enum(['probe-up', 'probe-down', 'latency', 'errors', 'throttled']),
  /** What was before. */
  from: level,
  fromLimit: limit,
});
export type Trial = z.infer<typeof trial>;

/**
 * What the policy remembers between ticks: plain JSON, of bounded size (some 1.5 kB), so that the next Govern Lambda goes on
 * where the last one stopped.
 */
export const policyState = z.strictObject({
  version: z.literal(1),
  limit,
  /** `climb`: grows while that pays. `hold`: stays, and probes now and then. `try`: a change is being judged. */
  mode: z.enum(['climb', 'hold', 'try']),
  /** Since the limit changed last. */
  changedAtMs: z.number(),
  /** How near the running units came to the limit since then, and when they last came nearer. */
  approach: z.strictObject({ running: z.number(), atMs: z.number() }),
  /** When what is reported began to be of the present limit; null while the change is taking effect. */
  settledAtMs: z.number().nullable(),
  window: sampleWindow,
  /** The level that the next is compared with. */
  reference: level.nullable(),
  trial: trial.nullable(),
  /** Share by which the next step up grows. */
  step: z.number().positive(),
  /** Units at which something throttled; null when nothing does, or when more units went well since. */
  ceiling: z.number().min(0).nullable(),
  /** Largest limit that went well. */
  bestLimit: limit,
  /** The least that items took on average where none failed, ms; null until it was seen. */
  leastItemMs: z.number().positive().nullable(),
  /** Share of attempts that fails whatever the limit is; null until it was seen. */
  usualErrors: z.number().min(0).max(1).nullable(),
  probeAtMs: z.number(),
  probeWaitMs: z.number().positive(),
  probeDown: z.boolean(),
  /** UpdateMapRun calls. */
  updates: callBudget,
  /** Environments that Lambda's ramp still has for this run. */
  ramp: tokenBucket,
});
export type PolicyState = z.infer<typeof policyState>;

/** Wait before the first probe; a third longer after each that fails, up to two minutes. */
export const firstProbeWaitMs = 10_000;
const longestProbeWaitMs = 120_000;

/** State of a run that begins, at its initial limit. */
export function startPolicy(parameters: PolicyParameters, nowMs: number): PolicyState {
  const { initialLimit, rampPer10s } = parameters;
  return {
    version: 1,
    limit: initialLimit,
    mode: 'climb',
    changedAtMs: nowMs,
    approach: { running: 0, atMs: nowMs },
    settledAtMs: null,
    window: openWindow(nowMs),
    reference: null,
    trial: null,
    step: largestStep(parameters),
    ceiling: null,
    bestLimit: initialLimit,
    leastItemMs: null,
    usualErrors: null,
    probeAtMs: nowMs,
    probeWaitMs: firstProbeWaitMs,
    probeDown: false,
    updates: startCallBudget(updateRate, nowMs),
    ramp: {
      ...fillBucket({ capacity: rampPer10s, perSecond: rampPer10s / 10 }, nowMs),
      tokens: Math.max(0, rampPer10s - initialLimit),
    },
  };
}

/** True while what is reported since the last tick may be of an earlier limit. @param previousMs time of the tick before */
export function isSettling({ settledAtMs }: PolicyState, previousMs: number): boolean {
  return settledAtMs === null || previousMs < settledAtMs;
}

/**
 * True while what throttled before is tried again. Lanes in excess are turned away several times in a few seconds: if none is,
 * that tells it sooner than throughput does.
 */
export function goesBackUp({ mode, trial, ceiling, limit, bestLimit }: PolicyState): boolean {
  return mode === 'try'
    ? trial?.why === 'probe-up' && ceiling !== null
    : mode === 'climb' && limit < bestLimit;
}

/** Wait before the next probe after one that failed. */
export function longerWait({ probeWaitMs }: PolicyState): number {
  return Math.min(longestProbeWaitMs, probeWaitMs * 1.35);
}
