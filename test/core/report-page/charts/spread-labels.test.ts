import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadLabels } from '../../../../core/report-page/charts/spread-labels.ts';

const namesOf = (ms: number[], from: number, to: number) =>
  spreadLabels(
    ms.map((each, at) => ({ name: ['p50', 'p90', 'p99'][at] ?? '', ms: each })),
    from,
    to,
  ).map(({ name, ms: at, atEnd }) => `${name} at ${at}${atEnd ? ' to the left' : ''}`);

test('labels with room between them stand each at its own place', () => {
  expect(namesOf([6_000, 12_000, 20_500], 5_000, 21_500)).toEqual([
    'p50 at 6000',
    'p90 at 12000',
    'p99 at 20500 to the left',
  ]);
  expect(namesOf([6_000, 16_100, 20_500], 5_000, 21_500)).toEqual([
    'p50 at 6000',
    'p90 at 16100 to the left',
    'p99 at 20500 to the left',
  ]);
});

test('labels that would overlap become one', () => {
  expect(namesOf([140, 174, 363], 1, 10_000)).toEqual(['p50 p90 p99 at 140']);
  expect(namesOf([10, 9_900, 9_990], 1, 10_000)).toEqual(['p50 at 10', 'p90 p99 at 9900 to the left']);
});

test('no name is lost, and none comes twice', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 3, maxLength: 3 }), (times) => {
      const labels = namesOf(
        times.toSorted((a, b) => a - b),
        1,
        100_000,
      );
      expect(labels.join(' ').match(/p\d\d/g)).toEqual(['p50', 'p90', 'p99']);
    }),
  );
});
