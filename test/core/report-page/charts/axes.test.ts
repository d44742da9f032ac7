import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinBars } from '../../../../core/report-page/charts/histogram-bars.ts';
import { logTicks, timeUnitFor } from '../../../../core/report-page/charts/time-axis.ts';
import { trimSvg } from '../../../../core/report-page/charts/trim-svg.ts';

test.each([
  [0, 'ms'],
  [1_999, 'ms'],
  [2_000, 's'],
  [179_999, 's'],
  [180_000, 'min'],
  [10_800_000, 'h'],
])('%d ms are drawn in %s', (longest, name) => {
  expect(timeUnitFor(longest).name).toBe(name);
});

describe('ticks of a logarithmic axis', () => {
  test.each([
    [0.5, 600, [1, 10, 100]],
    [0.5, 30, [0.5, 1, 2, 5, 10, 20]],
    [700, 40_000, [1_000, 2_000, 5_000, 10_000, 20_000]],
    [5_000, 7_200_000, [10_000, 60_000, 600_000, 3_600_000]],
  ])('from %d to %d ms', (from, to, ticks) => {
    expect(logTicks(from, to, 0.1)).toEqual(ticks);
  });

  test('with little room, round ones stay', () => {
    expect(logTicks(40, 70_000, 0.35)).toEqual([100, 10_000]);
    expect(logTicks(9_000, 90_000, 0.4)).toEqual([10_000, 60_000]);
  });

  test('are in order, in sight and apart', () => {
    const from = fc.double({ min: 0.001, max: 1e8, noNaN: true });
    const factor = fc.double({ min: 1.1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(from, factor, fc.double({ min: 0.05, max: 0.5, noNaN: true }), (start, times, apart) => {
        const ticks = logTicks(start, start * times, apart);
        ticks.forEach((tick, at) => {
          expect(tick >= start && tick <= start * times).toBe(true);
          const before = ticks[at - 1];
          if (before !== undefined)
            expect(Math.log(tick / before)).toBeGreaterThanOrEqual(apart * Math.log(times) - 1e-9);
        });
      }),
    );
  });
});

test('bars that are joined keep their count, have no gaps and are 48 at most', () => {
  const bar = fc.nat(1_000);
  fc.assert(
    fc.property(fc.array(bar, { maxLength: 400 }), (counts) => {
      const histogram = counts.map((count, at) => ({ fromMs: at, toMs: at + 1, count }));
      const joined = joinBars(histogram);
      expect(joined.length).toBeLessThanOrEqual(48);
      expect(joined.reduce((sum, { count }) => sum + count, 0)).toBe(
        counts.reduce((sum, count) => sum + count, 0),
      );
      joined.forEach(({ fromMs }, at) => {
        expect(fromMs).toBe(at === 0 ? 0 : joined[at - 1]?.toMs);
      });
      expect(joined.at(-1)?.toMs).toBe(histogram.at(-1)?.toMs);
    }),
  );
});

test('an SVG loses what only a picture without a text alternative needs', () => {
  const svg =
    '<svg version="1.1" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path class="background" aria-hidden="true" d="M0,0h1v1h-1Z"/><path d="M1.2345678,2h-0.999999" opacity="1" aria-label="x"/></svg>';
  expect(trimSvg(svg)).toBe('<svg viewBox="0 0 9 9"><path d="M1.23,2h-1"/></svg>');
});
