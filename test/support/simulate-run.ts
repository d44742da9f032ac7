import type { RunSettings } from '../../core/advice/index.ts';
import type { FailureRecord } from '../../core/contracts/failure.ts';
import type { Receipt } from '../../core/contracts/receipt.ts';
import type { RunReport } from '../../core/contracts/report.ts';
import { priceRun } from '../../core/cost/price-run.ts';
import { noUsage } from '../../core/cost/run-usage.ts';
import { Completeness } from '../../core/proof/completeness.ts';
import { ActLog } from '../../core/report/act-log.ts';
import { assembleReport } from '../../core/report/assemble-report.ts';
import { FailureGroups } from '../../core/report/failure-groups.ts';
import type { ReportedUnit } from '../../core/report/reported-unit.ts';
import { RunTotals } from '../../core/report/run-totals.ts';
import { addTime, bucketsOf, createHistogram } from '../../core/statistics/histogram.ts';
import { makeReceipt } from './make-receipt.ts';

/** A run on paper. */
export interface SimulatedRun {
  units: number;
  unitItems: number;
  /** Units at once. */
  slots: number;
  /** Run time of an item, milliseconds. @param share 0 to below 1, evenly spread over items */
  itemMs: (item: number, share: number) => number;
  /** Time of a unit besides its items'. */
  ownMs: number;
  /** How many times as long items take in an environment. Default 1. */
  slowness?: (environment: number) => number;
  /** Why an item fails, and after how many attempts; undefined if it doesn't. */
  failure?: (item: number, itemMs: number) => { code: FailureRecord['code']; attempts: number } | undefined;
  /** Share of attempts that were throttled. */
  throttled?: number;
  peakMb?: number;
  memoryMb?: number;
  /** Before the first unit. */
  planMs?: number;
  settings?: Partial<RunSettings>;
}

const startedAt = Date.parse('2026-11-20T09:30:00.000Z');

/** Its units in order, one at a time: each runs in the environment that is free first. */
export function* simulateUnits(run: SimulatedRun): Generator<ReportedUnit & { receipt: Receipt }> {
  const free = new Float64Array(run.slots).fill(startedAt + (run.planMs ?? 500));
  for (let unit = 0; unit < run.units; unit++) {
    const environment = free.indexOf(free.reduce((least, at) => Math.min(least, at)));
    const receipt = simulateUnit(run, unit, environment, free[environment] ?? 0);
    free[environment] = receipt.timing.endedAt;
    const attempts = receipt.items.total + receipt.retries;
    const throttles = Math.round(attempts * (run.throttled ?? 0));
    yield { unit, attempts: 1, receipt, progress: { attempts, errors: throttles, throttles } };
  }
}

function simulateUnit(run: SimulatedRun, unit: number, environment: number, at: number): Receipt {
  const firstItem = unit * run.unitItems;
  const times = createHistogram();
  const codes: Record<string, number> = {};
  let [failed, retries, runMs] = [0, 0, 0];
  for (let item = firstItem; item < firstItem + run.unitItems; item++) {
    const itemMs = run.itemMs(item, shareOf(item)) * (run.slowness?.(environment) ?? 1);
    const failure = run.failure?.(item, itemMs);
    const attempts = failure?.attempts ?? 1;
    addTime(times, itemMs * attempts * 1000);
    runMs += itemMs * attempts;
    retries += attempts - 1;
    if (failure === undefined) continue;
    failed += 1;
    codes[failure.code] = (codes[failure.code] ?? 0) + 1;
  }
  const succeeded = run.unitItems - failed;
  const handlerMs = run.ownMs + runMs / (run.settings?.itemConcurrency ?? 1);
  return makeReceipt(
    { unit, firstItem, succeeded, failed, bytes: Buffer.from('row\n') },
    {
      retries,
      failures: failed === 0 ? null : { key: `failures/${unit}`, count: failed, codes },
      environment: `env-${environment}`,
      itemTimes: bucketsOf(times),
      peakMb: run.peakMb ?? 300,
      timing: {
        startedAt: at,
        endedAt: at + handlerMs,
        initMs: 0,
        runMs,
        downloadMs: run.ownMs / 4,
        uploadMs: run.ownMs / 4,
        queuedMs: 60,
        claimMs: run.ownMs / 8,
        commitMs: run.ownMs / 8,
        handlerMs,
      },
    },
  );
}

/** What a report says of it. */
export function reportOf(run: SimulatedRun): RunReport {
  const units = Array.from(simulateUnits(run));
  const endedAt = Math.max(...units.map(({ receipt }) => receipt.timing.endedAt)) + 200;
  const settings: RunSettings = {
    unitItems: run.unitItems,
    itemConcurrency: 1,
    maxConcurrency: { value: run.slots, given: true },
    adaptiveConcurrency: true,
    timeoutMs: 60_000,
    retries: 0,
    source: { format: 'jsonl', compressed: false },
    ...run.settings,
  };
  const items = run.units * run.unitItems;
  const totals = new RunTotals({ slots: settings.itemConcurrency, startedAt, endedAt });
  const completeness = new Completeness({ items, units: run.units });
  const records = new FailureGroups({ record: 's3://bucket/runs/run-1/failures.jsonl', logGroup: '/units' });
  for (const reported of units) {
    totals.add(reported);
    completeness.add(reported.unit, reported.receipt);
  }
  for (let item = 0; item < items; item++) {
    const failure = run.failure?.(item, run.itemMs(item, shareOf(item)));
    if (failure !== undefined) records.add(recordOf(run, item, failure));
  }
  const memoryMb = run.memoryMb ?? 512;
  const lines = priceRun({
    ...noUsage(),
    units: { ...totals.usage, memoryMb },
    wallMs: endedAt - startedAt,
  });
  const usd = lines.reduce((sum, line) => sum + line.usd, 0);
  return assembleReport({
    row: { runId: 'run-1', task: 'simulated', generation: 1, folds: false },
    span: { startedAt, endedAt },
    end: {
      status: 'SUCCEEDED',
      completionReason: 'ALL_COMPLETED',
      items: completeness.items,
      units: completeness.units,
      dataset: null,
      failures: records.count === 0 ? null : { uri: 's3://bucket/runs/run-1/failures.jsonl' },
      error: null,
    },
    sums: { settings, totals, completeness, acts: new ActLog() },
    records,
    memoryMb,
    cost: { region: 'us-east-1', pricesAsOf: '2026-09-23', lines, usd, perMillionItemsUsd: 0 },
    prediction: null,
  });
}

function recordOf(
  run: SimulatedRun,
  item: number,
  { code, attempts }: { code: FailureRecord['code']; attempts: number },
): FailureRecord {
  return {
    item,
    code,
    name: 'Error',
    message: `item ${item} failed`,
    attempt: attempts,
    durationMs: 1,
    source: { uri: 's3://bucket/source.jsonl', line: item + 1, start: 0, end: 1 },
    unit: Math.floor(item / run.unitItems),
    output: { offset: 0 },
    environment: 'env-0',
  };
}

/** Looks random, is the same every time, and even over items. */
function shareOf(item: number): number {
  return (item * 0.618_033_988_75 + (item % 7) / 7) % 1;
}
