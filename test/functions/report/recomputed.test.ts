import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunReport } from '../../../core/contracts/report.ts';
import { openPipeline } from './open-pipeline.ts';
import { readRawRun } from './read-raw-run.ts';
import {
  barsOf,
  bucketsOf,
  bucketsOfTimes,
  crc64nvmeOf,
  itemQuantilesOf,
  momentsOf,
  quantilesOf,
  roundAll,
  sum,
} from './recompute.ts';
import { beatsOf, billOf, bytesOfRow, usdOf } from './recompute-bill.ts';
import { fanOutOf, pilotOf, pilotTimesOf } from './recompute-prediction.ts';

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
  const uri = `s3://${pipeline.pipeline.bucket}/datasets/measured/${runId}/1`;
  const crc64nvme = crc64nvmeOf(dataset);
  expect(report.dataset).toEqual({
    uri: `${uri}/data.jsonl`,
    manifest: `${uri}/manifest.json`,
    rows: rows.length,
    bytes: dataset.length,
    crc64nvme,
    format: 'jsonl',
    compress: 'none',
    objects: [{ uri: `${uri}/data.jsonl`, bytes: dataset.length, crc64nvme }],
  });
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
  const expected = billOf({
    units: units.length,
    invocations: sum(units, ({ row }) => row.attempt),
    billedMs: sum(receipts, ({ timing }) => timing.handlerMs + timing.initMs),
    wallMs: span.endedAt - span.startedAt,
    objects: sum(receipts, ({ output, failures }) => (output ? 1 : 0) + (failures ? 1 : 0)),
    beats: sum(receipts, ({ timing }) => beatsOf(timing.handlerMs)),
    rowBytes: sum(units, bytesOfRow),
    datasetBytes: raw.dataset.length,
  });
  const { cost } = report;
  expect(roundAll(cost.lines.map(({ unit, quantity, price }) => [unit, quantity, price]))).toEqual(
    roundAll(expected),
  );
  expect(roundAll(cost.lines.map(({ usd }) => usd))).toEqual(
    roundAll(expected.map(([, quantity, price]) => quantity * price)),
  );
  const usd = usdOf(expected);
  expect(cost).toMatchObject({ region: 'us-east-1', pricesAsOf: '2026-09-23', usd: expect.closeTo(usd, 9) });
  expect(cost.perMillionItemsUsd).toBeCloseTo((usd / planned.items) * 1_000_000, 6);
});

test('what the pilot foretold, beside what came', () => {
  const { receipts, units } = raw;
  const first = pilotOf(receipts);
  const times = pilotTimesOf(first, slots);
  const rowBytes = sum(units, bytesOfRow);
  const fanOut = fanOutOf(times, { ...planned, slots: 3, itemConcurrency: slots });
  const actualMs =
    Math.max(...receipts.map(({ timing }) => timing.endedAt)) -
    Math.min(...receipts.map(({ timing }) => timing.startedAt - timing.initMs));
  const { wallMs } = report.timing;
  // As if nothing failed: each unit is one invocation and one output.
  const bill = billOf({
    units: planned.units,
    invocations: planned.units,
    billedMs: planned.units * fanOut.unitMs + fanOut.environments * times.startMs,
    wallMs: fanOut.fanOutMs + wallMs - actualMs,
    objects: planned.units,
    beats: planned.units * beatsOf(fanOut.unitMs),
    rowBytes,
    datasetBytes: raw.dataset.length,
  });
  expect(report.prediction).toEqual({
    pilot: {
      units: planned.units,
      items: planned.items,
      itemMs: near(times.itemMs),
      unitMs: near(sum(first, ({ timing }) => timing.handlerMs) / first.length),
      ownMs: near(times.ownMs),
      startMs: near(times.startMs),
      bytesPerItem: near(raw.dataset.length / planned.items),
      rowBytes: near(rowBytes / units.length),
    },
    // The product searches the end of the fan-out, to a billionth.
    predicted: { fanOutMs: expect.closeTo(fanOut.fanOutMs, 3), usd: expect.closeTo(usdOf(bill), 9) },
    actual: { fanOutMs: actualMs, usd: report.cost.usd },
    againstPilot: near((times.itemMs * planned.items) / wallMs),
  });
});

test('advice, with the figures that led to it', () => {
  const { receipts } = raw;
  const busyMs = sum(receipts, ({ timing }) => timing.runMs) / slots;
  const handlerMs = sum(receipts, ({ timing }) => timing.handlerMs);
  const ownMs = (handlerMs - busyMs) / planned.units;
  const itemMs = busyMs / planned.items;
  // A unit's own time a twentieth of it; but three units for each slot, or units of a second; and no more items than there are.
  const spread = Math.max(planned.items / (3 * 3), 1_000 / itemMs);
  const wanted = Math.min((19 * ownMs) / itemMs, spread, planned.items);
  const advice = report.advice.find(({ code }) => code === 'units-too-small');
  expect(advice).toMatchObject({
    setting: 'unitItems',
    from: '7',
    to: String(Number(wanted.toPrecision(2))),
    figures: {
      overheadShare: near(ownMs / (ownMs + (itemMs * planned.items) / planned.units)),
      ownMs: near(ownMs),
      itemMs: near(itemMs),
      unitItems: near(planned.items / planned.units),
    },
  });
});

test('the proof', () => {
  const crc = crc64nvmeOf(raw.dataset);
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
