import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exceedsTolerance } from '../../../../local/step-functions/map-run/tolerance.ts';

describe('exceedsTolerance()', () => {
  it.each([
    // failed, total, count, percentage
    [0, 10, undefined, undefined, false],
    [1, 10, undefined, undefined, true],
    [1, 10, 1, undefined, false],
    [2, 10, 1, undefined, true],
    // Recorded on AWS: a count of 1, no percentage, 1 of 4 failed.
    [1, 4, 1, undefined, false],
    // A percentage alone takes the count's default of 0 out of force.
    [1, 10, undefined, 10, false],
    [2, 10, undefined, 10, true],
    [1, 10, undefined, 9.9, true],
    [1, 10, undefined, 0, true],
    [10, 10, undefined, 100, false],
    // Both: either is enough.
    [1, 10, 0, 100, true],
    [3, 10, 5, 20, true],
    [2, 10, 5, 20, false],
    [6, 100, 5, 20, true],
    // While the source is still being read there is no total.
    [5, undefined, undefined, 1, false],
    [5, undefined, 4, 1, true],
    [1, undefined, undefined, undefined, true],
  ])('%d of %s failed, count %s, percentage %s: %s', (failed, total, count, percentage, expected) => {
    expect(exceedsTolerance(failed, total, { count, percentage })).toBe(expected);
  });

  it('never takes a failure back', () => {
    const optional = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.nat(100),
        optional(100),
        optional(100),
        (failed, more, count, percentage) => {
          const tolerance = { count, percentage };
          if (!exceedsTolerance(failed, 200, tolerance)) return;
          expect(exceedsTolerance(failed + more, 200, tolerance)).toBe(true);
        },
      ),
    );
  });
});
