import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countShards, sizeUnits } from '../../../core/planning/size-units.ts';

describe('items per unit', () => {
  const slots = fc.integer({ min: 1, max: 10_000 });

  test('are as wanted', () => {
    fc.assert(
      fc.property(fc.nat(), slots, fc.integer({ min: 1, max: 1_000_000 }), (items, inFlight, wanted) => {
        expect(sizeUnits(items, inFlight, wanted)).toBe(wanted);
      }),
    );
  });

  test('give every slot four units at least, unless there are too few items, and are 5,000 at most', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000_000 }), slots, (items, inFlight) => {
        const size = sizeUnits(items, inFlight, 'auto');
        expect(Number.isInteger(size)).toBe(true);
        expect(size).toBeGreaterThanOrEqual(1);
        expect(size).toBeLessThanOrEqual(5_000);
        const larger = Math.ceil(items / (size - 1));
        expect(size === 1 || larger > 4 * inFlight, 'no smaller than needed').toBe(true);
        expect(size === 5_000 || size * 4 * inFlight >= items, 'no more units than needed').toBe(true);
      }),
    );
  });

  test.each([
    [0, 8, 1],
    [1, 8, 1],
    [33, 8, 2],
    [200_000, 8, 5_000],
    [200_000, 100, 500],
  ])('%i items, %i slots: %i', (items, inFlight, size) => {
    expect(sizeUnits(items, inFlight, 'auto')).toBe(size);
  });
});

test.each([
  [0, 1],
  [500, 1],
  [501, 2],
  [32_000, 64],
  [10_000_000, 64],
])('%i units: %i shards of the ledger', (units, shards) => {
  expect(countShards(units)).toBe(shards);
});
