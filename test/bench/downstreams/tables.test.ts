import { expect, test } from 'vitest';
import { type Downstream, downstreams, itemsFor } from '../../../bench/downstreams/downstreams.ts';
import type { MeasuredDownstream } from '../../../bench/downstreams/measure-downstream.ts';
import type { Control, MeasuredRun } from '../../../bench/downstreams/measure-run.ts';
import { plotAdaptive, plotSweep } from '../../../bench/downstreams/plots.ts';
import { describeRuns, passes, tableOfDownstreams } from '../../../bench/downstreams/tables.ts';

function firstDownstream(): Downstream {
  const [first] = downstreams;
  if (first === undefined) throw new Error('there is a downstream');
  return first;
}

const downstream = firstDownstream();

function makeRun(control: Control, seconds: number, errorShare: number): MeasuredRun {
  const moments = Array.from({ length: 8 }, (_, at) => ({
    atMs: (at + 1) * 250,
    atWork: 10 + at,
    answered: 50,
    rejected: at,
  }));
  const reason = { code: 'throttled' as const, figures: { share: 0.06 }, text: '6 % were throttled → −8' };
  return {
    control,
    traffic: { beganAt: 1_000, ms: 2_000, answered: 400, rejected: 28, peak: 12, moments },
    seconds,
    wallSeconds: seconds + 4,
    failedItems: 1,
    errorShare,
    initial: control === 'adaptive' ? 10 : control,
    changes: control === 'adaptive' ? [{ kind: 'limit', at: 2_500, from: 20, to: 12, reason }] : [],
    backups: 0,
  };
}

function measure(slowdown: number, errorShare: number): MeasuredDownstream {
  const best = makeRun(12, 60, 0);
  const full = makeRun(32, 61, 0.4);
  const adaptive = [makeRun('adaptive', 60 * slowdown, errorShare)];
  return {
    downstream,
    items: 12_000,
    sweep: [best, full],
    best,
    full,
    adaptive,
    slowdown,
    errorShare,
  };
}

test('a downstream passes within a tenth of the best time and with few rejections', () => {
  expect(passes(measure(1.09, 0.009))).toBe(true);
  expect(passes(measure(1.11, 0.009))).toBe(false);
  expect(passes(measure(1.09, 0.02))).toBe(false);
});

test('says what each run took and what the limit did', () => {
  const measured = measure(1.05, 0.005);
  expect(tableOfDownstreams([measured])).toContain(
    '| Hard limit | 60.0 s with 12 (0.00 % rejected) | 61.0 s, 40.0 % rejected | 63.0 s | 1.05× | 0.50 % | reached |',
  );
  expect(describeRuns(measured)).toContain('| adaptive | 63.0 s | 67.0 s | 190 | 0.50 % | 1 | 1.05× |');
  expect(describeRuns(measured)).toContain('starts with **10**; 1.5 s **12** (6 % were throttled → −8).');
});

test('plots the limit with its reasons beside what the server saw, and the sweep', () => {
  const measured = measure(1.05, 0.005);
  expect(plotAdaptive(measured)).toContain('<title>1.5 s: 6 % were throttled → −8</title>');
  expect(plotSweep(measured)).toContain('time by fixed concurrency');
});

test('a run has as many items as its best takes, while capacity is halved for a third of it', () => {
  expect(itemsFor({ ...downstream, capacity: 12 }, 60_000)).toBe(12_000);
  expect(itemsFor({ ...downstream, capacity: 12, halved: [1 / 3, 2 / 3] }, 60_000)).toBe(10_000);
});
