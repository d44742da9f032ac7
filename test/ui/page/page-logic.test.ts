import { expect, test } from 'vitest';
import { formatDuration, formatPercent } from '../../../cli/ui/page/format.js';
import { layOut, stepOf } from '../../../cli/ui/page/heat-map.js';

test('durations are told by how they compare with the median', () => {
  expect([100, 500, 1_000, 1_600, 3_000, 9_000].map((ms) => stepOf(ms, 1_000))).toEqual([0, 0, 2, 3, 4, 5]);
  expect(stepOf(5, 0)).toBe(2);
});

test('cells fit the width, also 2,000 of them on a phone', () => {
  for (const [cells, width] of [
    [2_000, 340],
    [2_000, 1_160],
    [40, 340],
    [1, 340],
  ] as const) {
    const { size, columns } = layOut(cells, width);
    expect(size * columns).toBeLessThanOrEqual(width);
    expect(size * Math.ceil(cells / columns)).toBeLessThanOrEqual(320);
    expect(size).toBeGreaterThanOrEqual(5);
  }
});

test('figures are rounded for people, and nothing is done before it is', () => {
  expect([12, 1_840, 65_000, 7_500_000, 200_000_000].map(formatDuration)).toEqual([
    '12 ms',
    '1.8 s',
    '1 min 5 s',
    '2 h 5 min',
    '2 d 8 h',
  ]);
  expect([0, 0.999_9, 1].map(formatPercent)).toEqual(['0 %', '99 %', '100 %']);
});
