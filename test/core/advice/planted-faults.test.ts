import { expect, test } from 'vitest';
import type { Advice } from '../../../core/contracts/report-details.ts';
import { reportOf, type SimulatedRun } from '../../support/simulate-run.ts';

/** 100,000 items of some 10 ms in 100 units of 1,000 for 10 slots: 20 ms of a unit's 10 s are its own. */
const wellTuned: SimulatedRun = {
  units: 100,
  unitItems: 1_000,
  slots: 10,
  itemMs: (_, share) => 6 + 8 * share,
  ownMs: 20,
  peakMb: 330,
  memoryMb: 512,
};

function adviceOn(change: Partial<SimulatedRun>): Advice[] {
  return reportOf({ ...wellTuned, ...change }).advice;
}

function codesOf(change: Partial<SimulatedRun>): string[] {
  return adviceOn(change).map(({ code }) => code);
}

test('a run that is well tuned gets none', () => {
  expect(adviceOn({})).toEqual([
    {
      code: 'nothing-to-change',
      setting: null,
      from: null,
      to: null,
      figures: { items: 100_000, utilization: expect.closeTo(0.998, 3) },
      text: expect.any(String),
    },
  ]);
});

test('units that are 100 times too small', () => {
  const [advice, ...others] = adviceOn({ units: 4_000, unitItems: 1, ownMs: 20 });
  expect(others).toEqual([]);
  expect(advice).toMatchObject({
    code: 'units-too-small',
    setting: 'unitItems',
    from: '1',
    figures: { overheadShare: expect.closeTo(2 / 3, 1), ownMs: expect.closeTo(20), unitItems: 1 },
  });
  // 38 times 10 ms beside 20 ms.
  expect(Number(advice?.to)).toBeGreaterThanOrEqual(30);
  expect(Number(advice?.to)).toBeLessThanOrEqual(45);
  expect(advice?.text).toContain('66.7 % of the units');
  // It leads to a run that gets none of the kind.
  expect(codesOf({ units: 105, unitItems: Number(advice?.to), ownMs: 20 })).toEqual(['nothing-to-change']);
});

test('units that are four times too large', () => {
  const [advice, ...others] = adviceOn({ units: 25, unitItems: 4_000 });
  expect(others).toEqual([]);
  expect(advice).toMatchObject({
    code: 'units-too-large',
    setting: 'unitItems',
    from: '4000',
    to: '2500',
    figures: { units: 25, slots: 10 },
  });
});

test('units that take longer than five minutes', () => {
  const [advice] = adviceOn({ units: 40, unitItems: 1_000, itemMs: () => 500 });
  expect(advice).toMatchObject({ code: 'units-too-large', figures: { p90Ms: expect.closeTo(500_020, -4) } });
  expect(Number(advice?.to)).toBe(240);
});

test('memory at 95 %', () => {
  expect(adviceOn({ peakMb: 486 })).toMatchObject([
    {
      code: 'memory-too-small',
      setting: 'memory',
      from: '512 MB',
      to: '704 MB',
      figures: { peakMb: 486, limitMb: 512, share: expect.closeTo(0.949, 3) },
    },
  ]);
});

test('memory of which most is never used, with what less of it costs', () => {
  const [advice, ...others] = adviceOn({ peakMb: 250, memoryMb: 2_048 });
  expect(others).toEqual([]);
  expect(advice).toMatchObject({
    code: 'memory-too-large',
    setting: 'memory',
    from: '2048 MB',
    to: '384 MB',
  });
  expect(advice?.text).toContain('4.6 times as long');
  // 2,000 GB-s at $0.0000133334, of which 384 of 2,048 MB remain.
  expect(advice?.figures.savedUsd).toBeCloseTo(0.0217, 3);
  expect(codesOf({ peakMb: 90, memoryMb: 256 })).toEqual(['nothing-to-change']);
});

test('memory of which most is never used is no matter where that saves less than a cent', () => {
  expect(codesOf({ units: 50, unitItems: 100, slots: 5, peakMb: 250, memoryMb: 2_048 })).toEqual([
    'nothing-to-change',
  ]);
});

test('one slow environment', () => {
  const slowness = (environment: number) => (environment === 3 ? 6 : 1);
  const [advice, ...others] = adviceOn({ slowness });
  expect(others).toEqual([]);
  expect(advice).toMatchObject({
    code: 'slow-environment',
    setting: null,
    figures: {
      ratio: expect.closeTo(6, 0),
      meanItemMs: expect.closeTo(60, 0),
      medianItemMs: expect.closeTo(10, 0),
    },
  });
  expect(advice?.text).toContain('env-3');
});

test("a heavy stretch of the source is no environment's fault", () => {
  const itemMs = (item: number) => (item >= 90_000 ? 40 : 8);
  expect(codesOf({ itemMs })).toEqual(['nothing-to-change']);
});

test('a limit that is too tight: items run into it, or come near', () => {
  const timeoutMs = 12;
  const settings = { timeoutMs };
  const failure = (_: number, ms: number) =>
    ms >= timeoutMs ? ({ code: 'timeout', attempts: 1 } as const) : undefined;
  const itemMs = (_: number, share: number) => Math.min(timeoutMs, 6 + 8 * share);
  expect(adviceOn({ settings, itemMs, failure })).toMatchObject([
    {
      code: 'time-limit-too-tight',
      setting: 'timeout',
      from: '12 ms',
      to: expect.stringMatching(/^3\d ms$/),
    },
  ]);
  expect(adviceOn({ settings: { timeoutMs: 15 } })).toMatchObject([
    { code: 'time-limit-too-tight', from: '15 ms', figures: { timeouts: 0, limitMs: 15 } },
  ]);
});

test('items that hang until a loose limit', () => {
  const hangs = (item: number) => item % 2_000 === 7;
  const itemMs = (item: number, share: number) => (hangs(item) ? 60_000 : 6 + 8 * share);
  const failure = (item: number) => (hangs(item) ? ({ code: 'timeout', attempts: 1 } as const) : undefined);
  const advice = adviceOn({ itemMs, failure });
  expect(advice.map(({ code }) => code)).toContain('time-limit-too-loose');
  expect(advice.map(({ code }) => code)).not.toContain('time-limit-too-tight');
  expect(advice.find(({ code }) => code === 'time-limit-too-loose')).toMatchObject({
    setting: 'timeout',
    from: '1 minute',
    to: expect.stringMatching(/^4\d ms$/),
    figures: { timeouts: 50, waitedMs: 3_000_000 },
  });
});

test('retries that are made in vain, and those that help', () => {
  const failing = (item: number) => item % 20 === 0;
  const failure = (item: number) => (failing(item) ? ({ code: 'thrown', attempts: 4 } as const) : undefined);
  expect(adviceOn({ settings: { retries: 3 }, failure })).toMatchObject([
    {
      code: 'retries-wasted',
      setting: 'retries',
      from: '3',
      to: '0',
      figures: { retries: 15_000, wasted: 15_000, helped: 0, wastedShare: expect.closeTo(0.13, 2) },
    },
  ]);
  expect(
    codesOf({
      settings: { retries: 0 },
      failure: (item) => (failing(item) ? { code: 'thrown', attempts: 1 } : undefined),
    }),
  ).toEqual(['nothing-to-change']);
});

test('a limit of units that was set and filled for minutes', () => {
  const large = { units: 3_000, unitItems: 100, slots: 10, itemMs: () => 100 };
  expect(adviceOn(large)).toMatchObject([
    { code: 'concurrency-too-low', setting: 'maxConcurrency', from: '10', to: '20' },
  ]);
  const headroom = { maxConcurrency: { value: 10, given: false } };
  expect(codesOf({ ...large, settings: headroom })).toEqual(['nothing-to-change']);
});

test('a concurrency at which something throttles', () => {
  expect(adviceOn({ throttled: 0.2, settings: { adaptiveConcurrency: false } })).toMatchObject([
    {
      code: 'concurrency-too-high',
      setting: 'adaptiveConcurrency',
      from: 'false',
      to: 'true',
      figures: { throttledShare: expect.closeTo(0.2, 2) },
    },
  ]);
});

test('a compressed source that takes long to plan', () => {
  const source = { format: 'csv', compressed: true } as const;
  expect(adviceOn({ planMs: 60_000, settings: { source } })).toMatchObject([
    { code: 'format', setting: 'format', from: 'csv, compressed', to: 'jsonl', figures: { planMs: 60_000 } },
  ]);
  expect(codesOf({ planMs: 60_000 })).toEqual(['nothing-to-change']);
});
