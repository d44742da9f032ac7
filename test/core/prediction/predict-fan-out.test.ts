import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FanOutShape, noRates, predictFanOut } from '../../../core/prediction/index.ts';

const shape: FanOutShape = {
  items: 1_000,
  units: 100,
  itemConcurrency: 1,
  maxConcurrency: 8,
  adaptive: false,
  childType: 'STANDARD',
};
const pilot = { itemMs: 90, ownMs: 100, startMs: 500 };
const near = (value: number) => expect.closeTo(value, 1);

test('equal slots that are open at once: as many waves as it takes, and the start of an environment', () => {
  expect(predictFanOut(pilot, shape, noRates)).toEqual({
    fanOutMs: near(13 * 1_000 + 500),
    unitMs: 1_000,
    environments: 8,
  });
  expect(predictFanOut(pilot, { ...shape, itemConcurrency: 9 }, noRates).unitMs).toBe(200);
  expect(predictFanOut(pilot, { ...shape, maxConcurrency: 10_000 }, noRates)).toMatchObject({
    fanOutMs: near(1_500),
    environments: 100,
  });
  expect(predictFanOut(pilot, { ...shape, units: 0, items: 0 }, noRates).fanOutMs).toBe(0);
});

test("children start at AWS's rate, ten times as fast if they are EXPRESS", () => {
  const short = { itemMs: 1, ownMs: 10, startMs: 0 };
  const many = { ...shape, items: 10_000, units: 10_000, maxConcurrency: 1_000 };
  expect(predictFanOut(short, many).fanOutMs).toEqual(near(99_990 + 11));
  expect(predictFanOut(short, { ...many, childType: 'EXPRESS' }).fanOutMs).toEqual(near(9_999 + 11));
});

test('beyond 1,000 environments Lambda adds 100 a second', () => {
  const long = { itemMs: 100_000, ownMs: 0, startMs: 0 };
  const wide = {
    ...shape,
    items: 2_000,
    units: 2_000,
    maxConcurrency: 2_000,
    childType: 'EXPRESS' as const,
  };
  expect(predictFanOut(long, wide).fanOutMs).toBeCloseTo(100_000 + 9_990, 0);
});

test('a slow start begins with an eighth and takes its steps', () => {
  const long = { itemMs: 1_000, ownMs: 0, startMs: 0 };
  const wide = { ...shape, items: 80, units: 80, maxConcurrency: 80 };
  expect(predictFanOut(long, wide, noRates).fanOutMs).toEqual(near(1_000));
  // 10 at once for 4 s, then 20: the 41st to the 60th end a second after that, the rest another one.
  expect(predictFanOut(long, { ...wide, adaptive: true }, noRates).fanOutMs).toEqual(near(6_000));
});

const shapes = fc.record({
  itemMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
  ownMs: fc.double({ min: 0, max: 5_000, noNaN: true }),
  startMs: fc.double({ min: 0, max: 5_000, noNaN: true }),
  units: fc.integer({ min: 1, max: 20_000 }),
  unitItems: fc.integer({ min: 1, max: 5_000 }),
  itemConcurrency: fc.integer({ min: 1, max: 50 }),
  maxConcurrency: fc.integer({ min: 1, max: 10_000 }),
  adaptive: fc.boolean(),
  childType: fc.constantFrom('STANDARD' as const, 'EXPRESS' as const),
});
type Given = typeof shapes extends fc.Arbitrary<infer Value> ? Value : never;

const predict = ({ itemMs, ownMs, startMs, unitItems, ...rest }: Given) =>
  predictFanOut({ itemMs, ownMs, startMs }, { ...rest, items: rest.units * unitItems });
/** The end is found to a billionth of all that is to be done. */
const slack = (given: Given) => 1e-8 * (given.startMs + given.units * predict(given).unitMs);

test('more units of a size never take less time', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 5_000 }), (given, more) => {
      const larger = { ...given, units: given.units + more };
      expect(predict(larger).fanOutMs).toBeGreaterThanOrEqual(predict(given).fanOutMs - slack(larger));
    }),
  );
});

test('more items in each unit never take less time', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 500 }), (given, more) => {
      const larger = { ...given, unitItems: given.unitItems + more, adaptive: false };
      const smaller = { ...given, adaptive: false };
      expect(predict(larger).fanOutMs).toBeGreaterThanOrEqual(predict(smaller).fanOutMs - slack(larger));
    }),
  );
});

test('more slots never take more time', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 5_000 }), (given, more) => {
      const fixed = { ...given, adaptive: false };
      const wider = { ...fixed, maxConcurrency: given.maxConcurrency + more };
      expect(predict(wider).fanOutMs).toBeLessThanOrEqual(predict(fixed).fanOutMs + slack(fixed));
    }),
  );
});

test('never less than one unit, nor than all units over all slots; never more than one slot takes with a rate', () => {
  fc.assert(
    fc.property(shapes, (given) => {
      const { fanOutMs, unitMs, environments } = predict(given);
      const slots = Math.min(given.units, given.maxConcurrency);
      expect(fanOutMs).toBeGreaterThanOrEqual(unitMs);
      expect(fanOutMs).toBeGreaterThanOrEqual((given.units * unitMs) / slots - slack(given));
      expect(fanOutMs).toBeLessThanOrEqual(given.startMs + given.units * (unitMs + 10) + slack(given));
      expect(environments).toBeGreaterThanOrEqual(1);
      expect(environments).toBeLessThanOrEqual(slots);
    }),
  );
});

test('a slow start costs time, never saves it', () => {
  fc.assert(
    fc.property(shapes, (given) => {
      const slow = predict({ ...given, adaptive: true });
      const fixed = predict({ ...given, adaptive: false });
      expect(slow.fanOutMs).toBeGreaterThanOrEqual(fixed.fanOutMs - slack(given));
    }),
  );
});
