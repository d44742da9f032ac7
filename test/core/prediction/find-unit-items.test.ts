import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FanOutShape, findUnitItems, predictFanOut } from '../../../core/prediction/index.ts';

const shape: FanOutShape = {
  items: 3_201,
  units: 3_201,
  itemConcurrency: 1,
  maxConcurrency: 990,
  childType: 'STANDARD',
};
const brief = { itemMs: 0.17, ownMs: 100, startMs: 1_000 };

test('units of one brief item take longer to start than to run', () => {
  const unitItems = findUnitItems(brief, shape, 1_000_000) ?? 0;
  expect(unitItems).toBeGreaterThan(100);
  const better = predictFanOut(brief, { ...shape, units: Math.ceil(shape.items / unitItems) });
  expect(better.fanOutMs).toBeLessThan(predictFanOut(brief, shape).fanOutMs / 5);
});

test('bytes bound a unit', () => {
  expect(findUnitItems(brief, shape, 40)).toBeLessThanOrEqual(40);
});

test('a unit that holds too much is divided', () => {
  const long = { itemMs: 10_000, ownMs: 100, startMs: 1_000 };
  expect(findUnitItems(long, { ...shape, units: 2 }, 1_000_000)).toBeLessThanOrEqual(12);
});

test('a size that fits is left alone, and so is nothing', () => {
  const even = { itemMs: 1_000, ownMs: 100, startMs: 1_000 };
  expect(findUnitItems(even, { ...shape, items: 640, units: 64, maxConcurrency: 8 }, 1e6)).toBeUndefined();
  expect(findUnitItems(even, { ...shape, items: 0, units: 0 }, 1e6)).toBeUndefined();
});

test('whatever it finds saves a fifth of the time', () => {
  const times = fc.double({ min: 0.001, max: 20_000, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({ itemMs: times, ownMs: times, startMs: times }),
      fc.integer({ min: 1, max: 50_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 5_000 }),
      (pilot, items, size, maxConcurrency) => {
        const given = { ...shape, items, units: Math.ceil(items / size), maxConcurrency };
        const unitItems = findUnitItems(pilot, given, 1e6);
        if (unitItems === undefined) return;
        const { fanOutMs, unitMs } = predictFanOut(pilot, { ...given, units: Math.ceil(items / unitItems) });
        expect(fanOutMs).toBeLessThanOrEqual(0.8 * predictFanOut(pilot, given).fanOutMs + 1e-6);
        expect(unitMs).toBeLessThanOrEqual(120_000);
      },
    ),
  );
});
