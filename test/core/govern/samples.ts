import fc from 'fast-check';
import { type GovernSample, governSample } from '../../../core/govern/index.ts';

/** A sample in which nothing happened, with what is given. */
export function sampleOf(given: Partial<GovernSample>): GovernSample {
  return governSample.parse({
    nowMs: 0,
    limit: 1,
    unitsRunning: 0,
    unitsPending: 1_000,
    unitsCommitted: 0,
    itemsDone: 0,
    itemsFailed: 0,
    attempts: 0,
    errors: 0,
    throttles: 0,
    itemMs: 0,
    unitMs: 0,
    ...given,
  });
}

/** What a tick may see, whatever it makes of the limit. */
export const anySighting = fc.record({
  afterMs: fc.integer({ min: 50, max: 10_000 }),
  /** Units running, as a share of the limit. */
  filled: fc.double({ min: 0, max: 1.5, noNaN: true }),
  unitsPending: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 10_000 }) },
    { weight: 1, arbitrary: fc.constant(0) },
  ),
  attempts: fc.integer({ min: 0, max: 20_000 }),
  errorShare: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  throttleShare: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  latencyMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 60_000, noNaN: true })),
  lambdaThrottles: fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 500 })),
  /** UpdateMapRun fails, so the next sample has the old limit. */
  refused: fc.oneof(
    { weight: 9, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});
export type Sighting = typeof anySighting extends fc.Arbitrary<infer Value> ? Value : never;

/** The sample of a sighting. */
export function sampleFrom(sighting: Sighting, nowMs: number, limit: number): GovernSample {
  const { attempts, errorShare, throttleShare, latencyMs, lambdaThrottles } = sighting;
  const errors = Math.floor(attempts * errorShare);
  return sampleOf({
    nowMs,
    limit,
    unitsRunning: Math.floor(limit * sighting.filled),
    unitsPending: sighting.unitsPending,
    attempts,
    errors,
    throttles: Math.floor(errors * throttleShare),
    itemsDone: attempts - errors,
    itemMs: attempts * latencyMs,
    unitMs: limit * sighting.filled * sighting.afterMs,
    ...(lambdaThrottles !== undefined && { lambdaThrottles }),
  });
}
