import { expect, test } from 'vitest';
import type { ChangedUnit } from '../../aws/ledger/index.ts';
import { ActLog } from '../../cli/ui/model/act-log.ts';
import { HeatMap } from '../../cli/ui/model/heat-map.ts';
import { TimeSeries } from '../../cli/ui/model/time-series.ts';
import { UnitTable } from '../../cli/ui/model/unit-table.ts';
import type { GovernAct } from '../../core/contracts/govern.ts';
import { noProgress } from '../../core/contracts/unit-progress.ts';

const row = (
  unit: number,
  given: Partial<ChangedUnit> & { done?: number; failed?: number } = {},
): ChangedUnit => ({
  unit,
  state: 'committed',
  attempt: 1,
  epoch: 1,
  generation: 1,
  progress: { ...noProgress, done: given.done ?? 10, failed: given.failed ?? 0 },
  startedAt: 1_000,
  leaseUntil: 0,
  updatedAt: 2_000,
  ...given,
});

const limit = (at: number, to: number): GovernAct => ({
  kind: 'limit',
  at,
  from: to - 1,
  to,
  reason: { code: 'throughput-grew', figures: {}, text: `to ${to}` },
});

test('of 100,000 units there are 2,000 cells at most, and only those that changed are told', () => {
  const table = new UnitTable(100_000);
  const map = new HeatMap(table);
  expect(map.perCell).toBe(50);
  expect(map.all()).toHaveLength(2_000);
  for (let unit = 0; unit < 100_000; unit++) {
    table.take(row(unit, { updatedAt: 2_000 + unit, failed: unit === 99_999 ? 1 : 0 }));
    map.noteChange(unit);
  }
  expect(map.drain()).toHaveLength(2_000);
  table.take(row(51, { state: 'claimed', epoch: 2, startedAt: 300_000, updatedAt: 300_000, done: 0 }));
  map.noteChange(51);
  expect(map.drain()).toEqual([
    {
      cell: 1,
      waiting: 0,
      running: 1,
      committed: 49,
      done: 490,
      failed: 0,
      slowest: { unit: 99, ms: 1_099 },
      oldest: { unit: 51, startedAt: 300_000 },
    },
  ]);
  expect(map.drain()).toEqual([]);
  expect(map.all().at(-1)).toMatchObject({ cell: 1_999, committed: 50, failed: 1 });
});

test('a number of units that no cell divides has a smaller last cell', () => {
  const map = new HeatMap(new UnitTable(2_001));
  expect(map.perCell).toBe(2);
  expect(map.all()).toHaveLength(1_001);
  expect(map.all().at(-1)).toMatchObject({ waiting: 1 });
});

test('claims of an earlier epoch, and commits with failures that are run again, wait', () => {
  const table = new UnitTable(4);
  table.take(row(0, { state: 'claimed' }));
  table.take(row(1, { failed: 2 }));
  table.take(row(2));
  expect([0, 1, 2, 3].map((unit) => table.stateOf(unit))).toEqual([
    'running',
    'committed',
    'committed',
    'waiting',
  ]);
  expect(table.enter({ epoch: 2, generation: 2 })).toBe(true);
  expect(table.enter({ epoch: 2, generation: 2 })).toBe(false);
  expect([0, 1, 2, 3].map((unit) => table.stateOf(unit))).toEqual([
    'waiting',
    'waiting',
    'committed',
    'waiting',
  ]);
  expect([...table.running()]).toEqual([]);
});

test('a row that is told twice, or late, changes nothing', () => {
  const table = new UnitTable(1);
  expect(table.take(row(0, { state: 'claimed', updatedAt: 1_500 }))).toBe(true);
  expect(table.take(row(0))).toBe(true);
  expect(table.take(row(0))).toBe(false);
  expect(table.take(row(0, { state: 'claimed', updatedAt: 1_500 }))).toBe(false);
  expect(table.stateOf(0)).toBe('committed');
  expect(table.take(row(7))).toBe(false);
});

test('the units that have run longest come first', () => {
  const table = new UnitTable(20);
  for (let unit = 0; unit < 20; unit++)
    table.take(row(unit, { state: 'claimed', startedAt: 5_000 - unit * 100, updatedAt: 6_000, done: 1 }));
  expect(table.longestRunning(3).map(({ unit }) => unit)).toEqual([19, 18, 17]);
});

test('a series spreads units over their time, whatever is committed or still running', () => {
  const series = new TimeSeries(10_000);
  series.add({ startedAt: 10_000, endedAt: 11_000, done: 10 });
  series.add({ startedAt: 10_500, endedAt: 11_000, done: 10 });
  series.noteLimit(10_000, 2);
  series.noteLimit(11_200, 4);
  const view = series.view(12_000, [{ startedAt: 11_000, done: 5 }]);
  expect(view).toEqual({
    from: 10_000,
    stepMs: 500,
    running: [1, 2, 1, 1],
    perSecond: [10, 30, 5, 5],
    limit: [2, 2, 4, 4],
  });
});

test('a series of ten days has 240 steps at most, and loses no item', () => {
  const series = new TimeSeries(0);
  const hour = 3_600_000;
  for (let at = 0; at < 240; at++) series.add({ startedAt: at * hour, endedAt: (at + 1) * hour, done: 100 });
  series.noteLimit(0, 3);
  const { running, perSecond, limit, stepMs } = series.view(240 * hour, []);
  expect(running.length).toBeLessThanOrEqual(240);
  expect(running.length).toBeGreaterThan(100);
  expect(running[0]).toBeCloseTo(1);
  expect(perSecond.reduce((sum, each) => sum + each * (stepMs / 1_000), 0)).toBeGreaterThan(23_500);
  expect(limit.at(-1)).toBe(3);
});

test('an act that is told again is known, also one of the same moment', () => {
  const log = new ActLog();
  expect(log.take([limit(1, 2), limit(2, 3)]).map(({ number }) => number)).toEqual([1, 2]);
  expect(log.take([limit(1, 2), limit(2, 3), limit(2, 4)])).toEqual([
    { number: 3, at: 2, kind: 'limit', text: 'to 4', change: { from: 3, to: 4 } },
  ]);
  for (let at = 3; at < 900; at++) log.take([limit(at, at)]);
  expect(log.all).toHaveLength(500);
  expect(log.all.at(-1)?.number).toBe(900);
});
