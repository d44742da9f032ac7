import * as z from 'zod';
import type { GovernSample } from './sample.ts';

const total = z.number().min(0);

/** What was seen since a moment, added up. */
export const sampleWindow = z.strictObject({
  sinceMs: z.number(),
  untilMs: z.number(),
  attempts: total,
  errors: total,
  throttles: total,
  lambdaThrottles: total,
  itemMs: total,
  unitMs: total,
  /** Units running, integrated over time. */
  runningMs: total,
});
export type SampleWindow = z.infer<typeof sampleWindow>;

/** A window that begins now. */
export function openWindow(nowMs: number): SampleWindow {
  return {
    sinceMs: nowMs,
    untilMs: nowMs,
    attempts: 0,
    errors: 0,
    throttles: 0,
    lambdaThrottles: 0,
    itemMs: 0,
    unitMs: 0,
    runningMs: 0,
  };
}

/** The window with one more tick in it. */
export function addSample(window: SampleWindow, sample: GovernSample): SampleWindow {
  const untilMs = Math.max(window.untilMs, sample.nowMs);
  return {
    sinceMs: window.sinceMs,
    untilMs,
    attempts: window.attempts + sample.attempts,
    errors: window.errors + sample.errors,
    throttles: window.throttles + sample.throttles,
    lambdaThrottles: window.lambdaThrottles + (sample.lambdaThrottles ?? 0),
    itemMs: window.itemMs + sample.itemMs,
    unitMs: window.unitMs + sample.unitMs,
    runningMs: window.runningMs + sample.unitsRunning * (untilMs - window.untilMs),
  };
}

/** What a number of running units does. */
export const level = z.strictObject({
  /** Units running, on average. */
  running: z.number().min(0),
  /** Items that one unit does in a second: attempts that went well by the time of the units that made them. */
  perUnit: z.number().min(0),
  /** Items in a second, of all units. */
  throughput: z.number().min(0),
  /** Mean run time of an attempt. */
  latencyMs: z.number().min(0),
  errorShare: z.number().min(0).max(1),
  throttleShare: z.number().min(0).max(1),
});
export type Level = z.infer<typeof level>;

/**
 * Reads the level off a window. Throughput is running units times what one unit does, rather than items by the clock:
 * units report every few seconds, so what arrives in a short window comes in lumps, while each report says exactly what
 * was done in which time.
 */
export function readLevel(window: SampleWindow): Level {
  const elapsedMs = window.untilMs - window.sinceMs;
  const running = elapsedMs > 0 ? window.runningMs / elapsedMs : 0;
  const perUnit = window.unitMs >= 1 ? ((window.attempts - window.errors) / window.unitMs) * 1000 : 0;
  const share = (part: number) => (window.attempts > 0 ? Math.min(1, part / window.attempts) : 0);
  return {
    running,
    perUnit,
    throughput: running * perUnit,
    latencyMs: window.attempts > 0 ? window.itemMs / window.attempts : 0,
    errorShare: share(window.errors),
    throttleShare: share(window.throttles),
  };
}
