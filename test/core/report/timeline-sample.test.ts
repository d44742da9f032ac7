import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimelineSample } from '../../../core/report/timeline-sample.ts';
import { makeReceipt } from '../../support/make-receipt.ts';

const base = makeReceipt({ unit: 0, firstItem: 0, succeeded: 3, failed: 1, bytes: Buffer.from('row\n') });
const rows = new Map([[base.environment, 0]]);

function sampleOf(durations: readonly number[]): TimelineSample {
  const sample = new TimelineSample();
  for (const [unit, ms] of durations.entries())
    sample.add({ ...base, unit, timing: { ...base.timing, startedAt: 1_000, endedAt: 1_000 + ms } });
  return sample;
}

test('holds all units where they fit', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { maxLength: 50 }), (durations) => {
      const sample = sampleOf(durations);
      expect(sample.total).toBe(durations.length);
      expect(sample.units(rows).map(({ unit, startedAt, endedAt }) => [unit, endedAt - startedAt])).toEqual([
        ...durations.entries(),
      ]);
    }),
  );
});

test('of many units holds every so-many-th, evenly, and the ten slowest, slowest first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2_000, max: 9_000 }), fc.nat(), (count, seed) => {
      const durations = Array.from({ length: count }, (_, unit) => ((unit + seed) * 7_919) % 10_007);
      const sample = sampleOf(durations);
      const slowest = durations
        .map((ms, unit) => ({ ms, unit }))
        .sort((a, b) => b.ms - a.ms || a.unit - b.unit)
        .slice(0, 10)
        .map(({ unit }) => unit);
      expect(sample.slowest(rows).map(({ unit }) => unit)).toEqual(slowest);
      const units = sample.units(rows).map(({ unit }) => unit);
      expect(units.length).toBeLessThanOrEqual(2_000);
      expect(units).toEqual(units.toSorted((a, b) => a - b));
      expect(units).toEqual(expect.arrayContaining(slowest));
      const even = units.filter((unit) => !slowest.includes(unit) || unit === 0);
      const stride = 2 ** Math.ceil(Math.log2(count / 1_990));
      expect(even.every((unit) => unit % stride === 0)).toBe(true);
      expect(even.length).toBeGreaterThan(980);
    }),
    { numRuns: 20 },
  );
});

test('tells failed items, cold starts and backup copies', () => {
  const sample = new TimelineSample();
  sample.add({ ...base, backup: true, timing: { ...base.timing, initMs: 170 } });
  expect(sample.units(rows)).toEqual([
    {
      unit: 0,
      environment: 0,
      startedAt: 1_000,
      endedAt: 2_000,
      initMs: 170,
      items: 4,
      failed: 1,
      backup: true,
    },
  ]);
});
