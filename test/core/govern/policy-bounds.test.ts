import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decideLimit,
  decision,
  policyParameters,
  policyState,
  startPolicy,
} from '../../../core/govern/index.ts';
import { anySighting, type Sighting, sampleFrom } from './samples.ts';

const anyParameters = fc
  .record({
    max: fc.integer({ min: 1, max: 10_000 }),
    initial: fc.double({ min: 0, max: 1, noNaN: true }),
    itemConcurrency: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ max, initial, itemConcurrency }) =>
    policyParameters.parse({
      max,
      initialLimit: Math.max(1, Math.min(1_000, Math.round(max * initial))),
      itemConcurrency,
    }),
  );

/** Feeds sightings to the policy and gives every decision with what was before it. */
function* follow(parameters: ReturnType<typeof policyParameters.parse>, sightings: readonly Sighting[]) {
  let state = startPolicy(parameters, 0);
  let limit = parameters.initialLimit;
  let nowMs = 0;
  for (const sighting of sightings) {
    nowMs += sighting.afterMs;
    const sample = sampleFrom(sighting, nowMs, limit);
    const decided = decideLimit(parameters, state, sample);
    yield { before: state, sample, decided, limit };
    state = decided.state;
    if (!sighting.refused) limit = decided.limit;
  }
}

const sightings = fc.array(anySighting, { minLength: 1, maxLength: 120 });

test('whatever it sees, the limit stays within its bounds and the state within its schema and size', () => {
  fc.assert(
    fc.property(anyParameters, sightings, (parameters, seen) => {
      for (const { decided } of follow(parameters, seen)) {
        expect(decided.limit).toBeGreaterThanOrEqual(parameters.min);
        expect(decided.limit).toBeLessThanOrEqual(parameters.max);
        expect(() => decision.parse(decided)).not.toThrow();
        expect(JSON.stringify(decided.state).length).toBeLessThan(2_500);
      }
    }),
    { numRuns: 150 },
  );
});

test('a state that went through JSON decides the same', () => {
  fc.assert(
    fc.property(anyParameters, sightings, (parameters, seen) => {
      for (const { before, sample, decided } of follow(parameters, seen)) {
        const handedOver = policyState.parse(JSON.parse(JSON.stringify(before)));
        expect(decideLimit(parameters, handedOver, sample)).toEqual(decided);
      }
    }),
    { numRuns: 60 },
  );
});

test('changes are worth a call, within the budget of calls and within the ramp of Lambda', () => {
  fc.assert(
    fc.property(anyParameters, sightings, (parameters, seen) => {
      const changes: { atMs: number; from: number; to: number }[] = [];
      for (const { sample, decided, limit } of follow(parameters, seen)) {
        if (decided.limit !== limit) changes.push({ atMs: sample.nowMs, from: limit, to: decided.limit });
      }
      const elapsedMs = changes.at(-1)?.atMs ?? 0;
      expect(changes.length).toBeLessThanOrEqual(6 + elapsedMs / 12_000 + 1);
      for (const { from, to } of changes) {
        expect(Math.abs(to - from) >= from * 0.02 || to === parameters.max).toBe(true);
      }
      const grown = changes.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);
      expect(grown + parameters.initialLimit).toBeLessThanOrEqual(1_000 + elapsedMs / 10 + 1);
    }),
    { numRuns: 150 },
  );
});

test('nothing grows while something throttles', () => {
  const throttled = anySighting.map((sighting) => ({
    ...sighting,
    attempts: 1_000,
    errorShare: 0.5,
    throttleShare: 1,
    unitsPending: 100,
    refused: false,
  }));
  fc.assert(
    fc.property(anyParameters, fc.array(throttled, { minLength: 1, maxLength: 60 }), (parameters, seen) => {
      for (const { decided, limit } of follow(parameters, seen)) {
        expect(decided.limit).toBeLessThanOrEqual(limit);
        expect(decided.limit).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  [{ initialLimit: 5, max: 4 }, /initialLimit/],
  [{ initialLimit: 1, min: 3, max: 2 }, /min/],
  [{ initialLimit: 1, max: 10_001 }, /max/],
  [{ initialLimit: 1, max: 10, unknown: true }, /unknown/],
])('parameters %j are refused', (given, problem) => {
  expect(() => policyParameters.parse(given)).toThrow(problem);
});
