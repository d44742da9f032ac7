import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareClimb, comparePay } from '../../../core/govern/compare-levels.ts';
import type { Level } from '../../../core/govern/window.ts';

const rest = { perUnit: 5, throttleShare: 0 };

describe('two levels of a climb', () => {
  test('growth that comes from the first level having started cold does not count', () => {
    // Twice the units; each item takes twice as long, so the downstream is full. Starting halved what was seen before.
    const before = { running: 10, throughput: 50, latencyMs: 100, errorShare: 0, ...rest };
    const after = { running: 20, throughput: 100, latencyMs: 200, errorShare: 0, ...rest };

    expect(comparePay(before, after).pay).toBe(1);
    expect(compareClimb(before, after)).toEqual({ concurrency: 1, throughput: 0, pay: 0 });
  });

  test('where attempts failed, times tell nothing and only throughput counts', () => {
    const before = { running: 10, throughput: 50, latencyMs: 100, errorShare: 0.2, ...rest };
    const after = { running: 20, throughput: 100, latencyMs: 200, errorShare: 0, ...rest };

    expect(compareClimb(before, after)).toEqual(comparePay(before, after));
  });

  test('never promises more than was seen', () => {
    const level: fc.Arbitrary<Level> = fc.record({
      running: fc.integer({ min: 1, max: 1_000 }),
      throughput: fc.double({ min: 0, max: 1e6, noNaN: true }),
      latencyMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      errorShare: fc.double({ min: 0, max: 1, noNaN: true }),
      perUnit: fc.constant(5),
      throttleShare: fc.constant(0),
    });
    fc.assert(
      fc.property(level, level, (before, after) => {
        expect(compareClimb(before, after).throughput).toBeLessThanOrEqual(
          comparePay(before, after).throughput,
        );
      }),
    );
  });
});
