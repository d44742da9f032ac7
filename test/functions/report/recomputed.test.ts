import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunReport } from '../../../core/contracts/report.ts';
import { prices } from '../../../core/cost/prices.ts';
import { predictRun } from '../../../core/prediction/index.ts';
import { openPipeline } from './open-pipeline.ts';
import { readRawRun } from './read-raw-run.ts';
import {
  barsOf,
  bucketsOf,
  bucketsOfTimes,
  itemQuantilesOf,
  momentsOf,
  quantilesOf,
  roundAll,
  sum,
} from './recompute.ts';

const runId = 'measured-1';
const planned = { items: 64, unitItems: 7, units: 10 };
const slots = 2;

let pipeline: Awaited<ReturnType<typeof openPipeline>>;
let report: RunReport;
let raw: Awaited<ReturnType<typeof readRawRun>>;
let span: { startedAt: number; endedAt: number };

beforeAll(async () => {
  pipeline = await openPipeline('measured');
  const items = Array.from({ length: planned.items }, (_, n) => ({ n }));
  report = await pipeline.report(items, {
    runId,
    unitItems: planned.unitItems,
    toleratedFailurePercentage: 50,
  });
  const { executionArn } = await (await pipeline.client.attach(runId)).result();
  raw = await readRawRun(pipeline, runId, executionArn);
  span = { startedAt: Date.parse(report.timing.startedAt), endedAt: Date.parse(report.timing.endedAt) };
}, 180_000);
afterAll(() => pipeline.close());

const failedItems = [3, 13, 23, 33, 43, 53, 63];
const near = (value: number) => expect.closeTo(value, 6);

test('counts, rows and the data set', () => {
  const { receipts, units, rows, dataset } = raw;
  expect(units).toHaveLength(planned.units);
  const succeeded = sum(receipts, ({ items }) => items.succeeded);
  expect(report.items).toEqual({ total: 64, succeeded, failed: 7, notRun: 0 });
  expect(succeeded).toBe(57);
  expect(report.units).toEqual({ total: 10, succeeded: 10, failed: 0, notRun: 0 });
  expect(report.rows).toBe(rows.length);
  expect(report.rows).toBe(sum(receipts, ({ output }) => output?.rows ?? 0));
  expect(report.dataset).toMatchObject({ rows: rows.length, bytes: dataset.length });
  expect(report.failures?.codes).toEqual({ thrown: 7 });
  expect(raw.failures.map(({ item }) => item)).toEqual(failedItems);
});

test('times, speedup and utilization', () => {
  const { receipts, startedAt, stoppedAt } = raw;
  const busyMs = sum(receipts, ({ timing }) => timing.runMs);
  const billedMs = sum(receipts, ({ timing }) => timing.handlerMs + timing.initMs);
  expect(span.startedAt).toBe(startedAt);
  expect(span.endedAt).toBeLessThanOrEqual(stoppedAt);
  expect(report.timing).toMatchObject({
    wallMs: span.endedAt - span.startedAt,
    sequentialMs: near(busyMs),
    speedup: near(busyMs / (span.endedAt - span.startedAt)),
  });
  expect(roundAll(report.timing.units)).toEqual(
    roundAll(quantilesOf(receipts.map(({ timing }) => timing.handlerMs))),
  );
  expect(roundAll(report.timing.items)).toEqual(roundAll(itemQuantilesOf(receipts)));
  expect(report.utilization).toEqual({
    busyMs: near(busyMs),
    provisionedMs: near(billedMs * slots),
    ratio: near(busyMs / (billedMs * slots)),
  });
});

test('phases', () => {
  const of = (pick: (timing: (typeof raw.receipts)[number]['timing']) => number) =>
    quantilesOf(raw.receipts.map(({ timing }) => pick(timing)));
  expect(roundAll(report.phases)).toEqual(
    roundAll({
      queued: of(({ queuedMs }) => queuedMs),
      coldStart: of(({ initMs }) => initMs),
      download: of(({ downloadMs }) => downloadMs),
      run: of(({ runMs }) => runMs / slots),
      upload: of(({ uploadMs }) => uploadMs),
      commit: of(({ claimMs, commitMs }) => claimMs + commitMs),
      total: of(({ handlerMs }) => handlerMs),
    }),
  );
  for (const { timing } of raw.receipts) {
    // A child's start and its unit's begin are real moments of this run.
    expect(timing.startedAt - timing.queuedMs - timing.initMs).toBeGreaterThan(span.startedAt - 1);
    expect(timing.claimMs).toBeGreaterThan(0);
    expect(timing.handlerMs).toBeGreaterThan(timing.endedAt - timing.startedAt);
  }
});

test('histograms', () => {
  const { receipts } = raw;
  expect(roundAll(report.histograms)).toEqual(
    roundAll({
      items: barsOf(bucketsOf(receipts)),
      units: barsOf(bucketsOfTimes(receipts.map(({ timing }) => timing.handlerMs))),
    }),
  );
  expect(sum(report.histograms.items, ({ count }) => count)).toBe(planned.items);
});

test('environments and units', () => {
  const { receipts } = raw;
  const names = [...new Set(receipts.map(({ environment }) => environment))];
  const outcomes = names.map((environment) => {
    const own = receipts.filter((receipt) => receipt.environment === environment);
    const items = sum(own, (receipt) => receipt.items.total);
    const failed = sum(own, (receipt) => receipt.items.failed);
    const since = Math.min(...own.map(({ timing }) => timing.startedAt - timing.initMs));
    return { environment, items, failed, failureRate: failed / items, since };
  });
  expect(report.environments.total).toBe(names.length);
  expect(report.environments.meanFailureRate).toBeCloseTo(
    sum(outcomes, ({ failureRate }) => failureRate) / names.length,
  );
  const worst = outcomes
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failureRate - a.failureRate || b.failed - a.failed);
  expect(report.environments.worst).toEqual(worst.slice(0, 5).map(({ since: _, ...outcome }) => outcome));
  const order = outcomes.toSorted((a, b) => a.since - b.since).map(({ environment }) => environment);
  const timeline = receipts.map(({ unit, environment, timing, items, backup }) => ({
    unit,
    environment: order.indexOf(environment),
    startedAt: timing.startedAt,
    endedAt: timing.endedAt,
    initMs: timing.initMs,
    items: items.total,
    failed: items.failed,
    backup,
  }));
  expect(report.timeline).toEqual({ total: 10, environments: names.length, units: timeline });
  expect(report.slowest).toEqual(
    timeline.toSorted((a, b) => b.endedAt - b.startedAt - (a.endedAt - a.startedAt) || a.unit - b.unit),
  );
  expect(report.worstUnits).toEqual(
    receipts
      .filter(({ items }) => items.failed > 0)
      .map(({ unit, items }) => ({
        unit,
        items: items.total,
        failed: items.failed,
        failureRate: items.failed / items.total,
      }))
      .sort((a, b) => b.failureRate - a.failureRate || b.failed - a.failed || a.unit - b.unit)
      .slice(0, 5),
  );
  expect(report.memory).toEqual({ limitMb: 384, peakMb: Math.max(...receipts.map(({ peakMb }) => peakMb)) });
  expect(report.memory.peakMb).toBeGreaterThan(50);
});

test('the run over time, and what Govern did', () => {
  const limits = raw.acts.filter(({ kind }) => kind === 'limit');
  const limitAt = (until: number) => limits.findLast(({ at }) => at < until)?.to ?? limits[0]?.from ?? 3;
  expect(roundAll(report.moments)).toEqual(roundAll(momentsOf(raw.receipts, span, limitAt)));
  expect(report.acts).toEqual(raw.acts);
  expect(report.backups).toEqual({
    started: raw.acts.filter(({ kind }) => kind === 'backup').length,
    won: raw.receipts.filter(({ backup }) => backup).length,
    rescued: raw.acts.filter(({ kind }) => kind === 'rescue').length,
  });
});

test('failures by kind', () => {
  const examples = raw.failures.slice(0, 3).map(({ item, unit, message, environment }) => ({
    item,
    unit,
    message,
    record: `s3://${pipeline.pipeline.bucket}/runs/${runId}/failures.jsonl`,
    log: {
      group: raw.receipts.find(({ failures }) => failures !== null)?.failures?.logGroup,
      stream: environment,
    },
  }));
  expect(report.failureGroups).toEqual([
    { code: 'thrown', name: 'PermanentError', message: "item <n> can't be measured", count: 7, examples },
  ]);
});

test('the bill', () => {
  const { units, receipts } = raw;
  const gigabyteSeconds =
    (sum(receipts, ({ timing }) => timing.handlerMs + timing.initMs) / 1_000) * (384 / 1_024);
  const wallMs = span.endedAt - span.startedAt;
  const attempts = sum(units, ({ row }) => row.attempt);
  const retried = attempts - units.length;
  const objects = sum(receipts, ({ output, failures }) => (output ? 1 : 0) + (failures ? 1 : 0));
  const beats = sum(receipts, ({ timing }) =>
    timing.handlerMs < 1_000 ? 0 : 1 + Math.floor((timing.handlerMs - 1_000) / 3_000),
  );
  const bytes = sum(units, ({ receiptJson }) => receiptJson.length + 750);
  const puts = 9 + objects + 3 * Math.ceil(wallMs / 5_000) + 2 + Math.ceil(raw.dataset.length / 5_242_880);
  const writes = 15 + (attempts + beats) * 3 + Math.ceil(bytes / 1_024) + units.length * 2;
  const reads = attempts + beats / 2 + 3 * Math.ceil(bytes / 4_096);
  const expected = [
    ['requests', attempts, 0.0000002],
    ['GB-s', gigabyteSeconds, 0.0000133334],
    ['requests', 5, 0.0000002],
    ['GB-s', (wallMs / 1_000) * (1_769 / 1_024), 0.0000133334],
    ['transitions', 13 + 4 * units.length + retried, 0.000025],
    ['requests', puts, 0.000005],
    ['requests', 1 + attempts + 2 * objects, 0.0000004],
    ['writes', writes, 0.000000625],
    ['reads', reads, 0.000000125],
  ] as const;
  const { cost } = report;
  expect(roundAll(cost.lines.map(({ unit, quantity, price }) => [unit, quantity, price]))).toEqual(
    roundAll(expected),
  );
  const usd = sum(expected, ([, quantity, price]) => quantity * price);
  expect(cost).toMatchObject({ region: 'us-east-1', pricesAsOf: '2026-09-23', usd: expect.closeTo(usd, 9) });
  expect(cost.perMillionItemsUsd).toBeCloseTo((usd / 64) * 1_000_000, 6);
});

test('what the pilot foretold, beside what came', () => {
  const { receipts, units } = raw;
  const first = receipts
    .toSorted((a, b) => a.timing.startedAt - b.timing.startedAt || a.unit - b.unit)
    .slice(0, 10);
  const itemMs =
    sum(first, ({ timing }) => timing.runMs) / sum(first, ({ items }) => items.succeeded + items.failed);
  const { prediction } = report;
  expect(prediction?.pilot).toMatchObject({
    units: first.length,
    items: planned.items,
    itemMs: near(itemMs),
    unitMs: near(sum(first, ({ timing }) => timing.handlerMs) / first.length),
    bytesPerItem: near(raw.dataset.length / planned.items),
    rowBytes: near(sum(units, ({ receiptJson }) => receiptJson.length + 750) / units.length),
  });
  expect(prediction?.actual).toEqual({
    fanOutMs:
      Math.max(...receipts.map(({ timing }) => timing.endedAt)) -
      Math.min(...receipts.map(({ timing }) => timing.startedAt - timing.initMs)),
    usd: report.cost.usd,
  });
  expect(prediction?.againstPilot).toBeCloseTo((itemMs * planned.items) / report.timing.wallMs, 6);
  expect(prediction?.predicted.fanOutMs).toBeGreaterThan(0);
});

test('quantities that follow from counts are predicted as they are counted', async () => {
  const { prediction, cost } = report;
  if (prediction === null) throw new Error('the run has a prediction');
  const { lines } = await predictRun(
    prediction.pilot,
    {
      items: planned.items,
      units: planned.units,
      itemConcurrency: slots,
      maxConcurrency: 3,
      childType: 'STANDARD',
      memoryMb: 384,
      architecture: 'arm64',
      sourceObjects: 1,
      besidesMs: 1_000,
      dataset: { encoded: false, folds: false },
    },
    prices,
  );
  const countedBy = (bill: RunReport['cost']['lines']) => {
    const of = Object.fromEntries(bill.map(({ what, quantity }) => [what, quantity]));
    const { failed, retried } =
      bill === lines
        ? { failed: 0, retried: 0 }
        : {
            failed: raw.receipts.filter(({ failures }) => failures).length,
            retried: sum(raw.units, ({ row }) => row.attempt) - planned.units,
          };
    return {
      unitRequests: (of['Lambda requests, units'] ?? 0) - retried,
      otherRequests: of['Lambda requests, others'],
      transitions: (of['Step Functions state transitions'] ?? 0) - retried,
      gets: (of['S3 GET'] ?? 0) - retried - 2 * failed,
    };
  };
  expect(countedBy(lines)).toEqual(countedBy(cost.lines));
});

test('the proof', () => {
  const crc = report.dataset?.crc64nvme;
  const bytes = sum(raw.receipts, ({ output }) => output?.bytes ?? 0);
  expect(bytes).toBe(raw.dataset.length);
  expect(report.proof.every(({ holds }) => holds)).toBe(true);
  expect(report.proof.map(({ expected, found }) => [expected, found])).toEqual([
    ['64 items', '57 succeeded, 7 failed'],
    ['10 units', '10 committed'],
    ['no problem', 'no problem'],
    ['7 records', '7 records'],
    ['57 rows', '57 rows'],
    [`${bytes} bytes, CRC64NVME ${crc}`, `${bytes} bytes, CRC64NVME ${crc}`],
  ]);
});
