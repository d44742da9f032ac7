import { expect, test } from 'vitest';
import { recordInvocation } from '../../../functions/unit/record-invocation.ts';
import { keepMetrics } from '../../support/keep-metrics.ts';
import { makeReceipt } from '../../support/make-receipt.ts';

const about = { run: 'r', unit: 4 };

test('an invocation that committed its unit counts it, with its items and its time over all invocations', () => {
  const metrics = keepMetrics();
  const made = { unit: 4, firstItem: 40, succeeded: 3, failed: 2, bytes: Buffer.from('row\n') };
  const receipt = makeReceipt(made, { attempt: 2 });
  receipt.timing.handlerMs = 1_234.5;
  recordInvocation(metrics, about, { initMs: 0, work: { receipt, throttles: 7 } });
  expect(metrics.kept).toEqual([
    {
      values: {
        ColdStarts: 0,
        ItemsSucceeded: 3,
        ItemsFailed: 2,
        UnitsCommitted: 1,
        UnitDuration: 1_234.5,
        Throttles: 7,
      },
      about: { ...about, attempt: 2 },
    },
  ]);
});

test('one that only started an environment counts that', () => {
  const metrics = keepMetrics();
  recordInvocation(metrics, about, { initMs: 310, work: undefined });
  expect(metrics.kept).toEqual([{ values: { ColdStarts: 1 }, about }]);
});

test('a warm one that committed nothing writes nothing', () => {
  const metrics = keepMetrics();
  recordInvocation(metrics, about, { initMs: 0, work: undefined });
  expect(metrics.kept).toEqual([]);
});
