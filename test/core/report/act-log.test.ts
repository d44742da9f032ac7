import { expect, test } from 'vitest';
import type { GovernAct } from '../../../core/contracts/govern.ts';
import { explain } from '../../../core/govern/reason.ts';
import { ActLog } from '../../../core/report/act-log.ts';

const rescue = (at: number): GovernAct => ({ kind: 'rescue', at, unit: 1, silentMs: 5 });

test('the first and the last acts are kept, in order, and all are counted', () => {
  const log = new ActLog();
  for (let at = 0; at < 5_000; at++) log.add(rescue(at));
  log.add({ kind: 'backup', at: 5_000, unit: 2, ranMs: 9, medianMs: 3 });
  expect(log.kept.map(({ at }) => at)).toEqual([
    ...Array.from({ length: 250 }, (_, at) => at),
    ...Array.from({ length: 250 }, (_, at) => 4_751 + at),
  ]);
  expect(log.counts).toEqual({ limit: 0, backup: 1, rescue: 5_000, end: 0 });
});

test('few are kept once', () => {
  const log = new ActLog();
  for (let at = 0; at < 300; at++) log.add(rescue(at));
  expect(log.kept.map(({ at }) => at)).toEqual(Array.from({ length: 300 }, (_, at) => at));
});

test('changes of the limit because something throttled are counted', () => {
  const log = new ActLog();
  for (const code of ['throttled', 'lambda-throttled', 'throughput-grew', 'probe-down'] as const)
    log.add({ kind: 'limit', at: 1, from: 8, to: 4, reason: explain(code, {}, 8, 4) });
  expect(log).toMatchObject({ throttled: 2, counts: { limit: 4 } });
});
