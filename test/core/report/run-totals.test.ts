import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../../core/contracts/receipt.ts';
import { RunTotals } from '../../../core/report/run-totals.ts';
import { makeReceipt, progressOf } from '../../support/make-receipt.ts';

function receiptOf(
  environment: string,
  succeeded: number,
  failed: number,
  timing: Partial<Receipt['timing']> = {},
  codes: Record<string, number> = { thrown: failed },
): Receipt {
  const bytes = Buffer.from(succeeded === 0 ? '' : 'row\n');
  const receipt = makeReceipt({ unit: 0, firstItem: 0, succeeded, failed, bytes });
  return {
    ...receipt,
    environment,
    failures: failed === 0 ? null : { key: 'failures', count: failed, codes },
    timing: { ...receipt.timing, ...timing },
  };
}

function totalsOf(
  receipts: readonly Receipt[],
  options = { slots: 1, startedAt: 0, endedAt: 10_000 },
): RunTotals {
  const totals = new RunTotals(options);
  for (const [unit, receipt] of receipts.entries())
    totals.add({
      unit,
      attempts: receipt.attempt,
      progress: progressOf(receipt),
      receipt: { ...receipt, unit },
    });
  return totals;
}

describe('the totals of a run', () => {
  test('of nothing are nothing', () => {
    const totals = totalsOf([]);

    expect(totals).toMatchObject({
      busyMs: 0,
      provisionedMs: 0,
      handlerMs: 0,
      codes: {},
      utilization: 0,
    });
    expect(totals.environments).toEqual({ total: 0, meanFailureRate: 0, worst: [] });
    expect(totals.itemTimes).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 });
  });

  test('add up times: busy, billed with the start of environments, provisioned by slots', () => {
    const receipts = [
      receiptOf('a', 5, 0, { startedAt: 1_000, endedAt: 3_000, initMs: 500, runMs: 1_500 }),
      receiptOf('a', 5, 0, { startedAt: 3_000, endedAt: 4_000, initMs: 0, runMs: 500 }),
    ];

    expect(totalsOf(receipts, { slots: 4, startedAt: 0, endedAt: 5_000 })).toMatchObject({
      busyMs: 2_000,
      handlerMs: 3_000,
      usage: { billedMs: 3_500 },
      provisionedMs: 14_000,
      utilization: 2_000 / 14_000,
    });
  });

  test("tell a continued run's last execution from those before", () => {
    const receipts = [
      receiptOf('a', 1, 0, { startedAt: 1_000, endedAt: 2_000, runMs: 300 }),
      receiptOf('a', 1, 0, { startedAt: 9_000, endedAt: 9_500, runMs: 200 }),
    ];

    expect(totalsOf(receipts, { slots: 1, startedAt: 9_000, endedAt: 9_500 })).toMatchObject({
      busyMs: 500,
      lastBusyMs: 200,
    });
  });

  test('count objects, and failures by code', () => {
    const receipts = [
      receiptOf('a', 2, 3, {}, { thrown: 2, timeout: 1 }),
      receiptOf('a', 0, 2, {}, { timeout: 2 }),
      receiptOf('a', 4, 0),
    ];

    expect(totalsOf(receipts)).toMatchObject({ usage: { objects: 4 }, codes: { thrown: 2, timeout: 3 } });
  });

  test('name the environments with the highest failure rate, five at most, none without a failure', () => {
    const receipts = [
      receiptOf('sound', 100, 0),
      receiptOf('half', 5, 5),
      receiptOf('half-again', 50, 50),
      receiptOf('all', 0, 1),
      receiptOf('seldom', 98, 1),
      receiptOf('seldom', 1, 0),
      receiptOf('third', 2, 1),
      receiptOf('quarter', 3, 1),
    ];

    const { total, meanFailureRate, worst } = totalsOf(receipts).environments;

    expect(total).toBe(7);
    expect(worst.map(({ environment }) => environment)).toEqual([
      'all',
      'half-again',
      'half',
      'third',
      'quarter',
    ]);
    expect(worst[1]).toEqual({ environment: 'half-again', items: 100, failed: 50, failureRate: 0.5 });
    expect(meanFailureRate).toBeCloseTo((0 + 0.5 + 0.5 + 1 + 0.01 + 1 / 3 + 0.25) / 7);
  });

  test('give quantiles of units and items in milliseconds', () => {
    const units = [100, 200, 300, 400, 1_000].map((ms) => ({
      ...receiptOf('a', 1, 0, { startedAt: 0, endedAt: ms }),
      itemTimes: [[160, 10]] satisfies [number, number][],
    }));

    const { unitTimes, itemTimes } = totalsOf(units);

    expect(unitTimes.p50 / 300).toBeCloseTo(1, 1);
    expect(unitTimes.max / 1_000).toBeCloseTo(1, 1);
    expect(itemTimes.max).toBeCloseTo(1.024);
    expect(itemTimes.p50 / 1.024).toBeCloseTo(1, 1);
  });
});
