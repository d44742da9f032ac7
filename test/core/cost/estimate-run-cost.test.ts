import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateRunCost } from '../../../core/cost/estimate-run-cost.ts';

const usage = fc.record({
  units: fc.nat({ max: 1_000_000 }),
  unitMs: fc.nat(),
  memoryMb: fc.integer({ min: 256, max: 10_240 }),
  objects: fc.nat({ max: 2_000_000 }),
});

test('a run of no units costs the states that it enters', () => {
  expect(estimateRunCost({ units: 0, unitMs: 0, memoryMb: 512, objects: 0 })).toBeCloseTo(0.0002);
});

test('an hour of a gigabyte in 100 units', () => {
  const usd = estimateRunCost({ units: 100, unitMs: 3_600_000, memoryMb: 1_024, objects: 100 });

  // Compute 0.048, two transitions a unit 0.005, the parent's 0.0002, and requests of less than a tenth of a cent.
  expect(usd).toBeGreaterThan(0.0532);
  expect(usd).toBeLessThan(0.0545);
});

test('costs grow with everything that is used', () => {
  fc.assert(
    fc.property(usage, fc.constantFrom('units', 'unitMs', 'objects', 'memoryMb'), (used, what) => {
      const more = estimateRunCost({ ...used, [what]: used[what] + 1 });
      expect(more).toBeGreaterThanOrEqual(estimateRunCost(used));
    }),
  );
});
