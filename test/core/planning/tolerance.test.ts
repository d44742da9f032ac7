import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeTolerance, exceedsTolerance, nativeTolerance } from '../../../core/planning/tolerance.ts';

const percentage = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 100, noNaN: true }));
const count = fc.nat({ max: 50 });
const outcome = fc
  .nat({ max: 40 })
  .chain((total) => fc.record({ total: fc.constant(total), failed: fc.nat({ max: total }) }));

/** Step Functions' rule: a map run ends as soon as either limit is exceeded. */
function endsNatively(
  limits: { percentage: number; count: number },
  { failed, total }: { failed: number; total: number },
) {
  return failed > limits.count || failed * 100 > limits.percentage * total;
}

describe('the fields of the map', () => {
  test('a percentage alone decides alone', () => {
    fc.assert(
      fc.property(percentage, outcome, (toleratedFailurePercentage, units) => {
        const limits = nativeTolerance({ toleratedFailurePercentage }, units.total);
        expect(endsNatively(limits, units)).toBe(
          units.failed * 100 > toleratedFailurePercentage * units.total,
        );
      }),
    );
  });

  test('a count alone decides alone', () => {
    fc.assert(
      fc.property(count, outcome, (toleratedFailureCount, units) => {
        const limits = nativeTolerance({ toleratedFailureCount }, units.total);
        expect(endsNatively(limits, units)).toBe(units.failed > toleratedFailureCount);
      }),
    );
  });

  test('both are as given; neither means none', () => {
    const both = { toleratedFailurePercentage: 5, toleratedFailureCount: 7 };

    expect(nativeTolerance(both, 100)).toEqual({ percentage: 5, count: 7 });
    expect(nativeTolerance({}, 100)).toEqual({ percentage: 0, count: 0 });
  });

  test('are what Step Functions takes, whatever was planned', () => {
    const optional = { nil: undefined };
    fc.assert(
      fc.property(
        fc.record({
          toleratedFailurePercentage: fc.option(percentage, optional),
          toleratedFailureCount: fc.option(count, optional),
        }),
        fc.nat(),
        (tolerance, units) => {
          const limits = nativeTolerance(tolerance, units);
          expect(limits.percentage).toBeGreaterThanOrEqual(0);
          expect(limits.percentage).toBeLessThanOrEqual(100);
          expect(limits.count).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('failed items', () => {
  test.each([
    [{}, 0, 10, false],
    [{}, 1, 10, true],
    [{ toleratedFailureCount: 0 }, 0, 0, false],
    [{ toleratedFailureCount: 2 }, 2, 10, false],
    [{ toleratedFailureCount: 2 }, 3, 10, true],
    [{ toleratedFailurePercentage: 10 }, 1, 10, false],
    [{ toleratedFailurePercentage: 10 }, 1, 9, true],
    [{ toleratedFailurePercentage: 0.5 }, 1, 200, false],
    [{ toleratedFailurePercentage: 100 }, 10, 10, false],
    [{ toleratedFailurePercentage: 0 }, 0, 0, false],
    [{ toleratedFailurePercentage: 50, toleratedFailureCount: 1 }, 2, 10, true],
    [{ toleratedFailurePercentage: 5, toleratedFailureCount: 9 }, 1, 10, true],
    [{ toleratedFailurePercentage: 50, toleratedFailureCount: 5 }, 5, 10, false],
  ])('tolerance %j, %i of %i failed: exceeded is %s', (tolerance, failed, total, exceeded) => {
    expect(exceedsTolerance(tolerance, { failed, total })).toBe(exceeded);
  });

  test('more of them never make it better, a higher tolerance never worse', () => {
    fc.assert(
      fc.property(percentage, percentage, outcome, (one, other, items) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const exceeds = (toleratedFailurePercentage: number, failed: number) =>
          exceedsTolerance({ toleratedFailurePercentage }, { ...items, failed });
        if (exceeds(high, items.failed)) expect(exceeds(low, items.failed)).toBe(true);
        if (exceeds(low, items.failed)) expect(exceeds(low, items.failed + 1)).toBe(true);
      }),
    );
  });
});

test.each([
  [{}, 'none'],
  [{ toleratedFailureCount: 0 }, '0 items'],
  [{ toleratedFailurePercentage: 2.5 }, '2.5 % of the items'],
  [{ toleratedFailurePercentage: 5, toleratedFailureCount: 10 }, '10 items and 5 % of the items'],
])('%j in words', (tolerance, words) => {
  expect(describeTolerance(tolerance)).toBe(words);
});
