import { type EarlierReport, earlierReport, type RunReport } from '../../core/contracts/report.ts';
import type { ReportDetails } from '../../core/contracts/report-details.ts';

/** A report of a run of 100 items in 4 units that all succeeded. */
export function makeReport(change: Partial<RunReport> = {}): RunReport {
  return {
    version: 1,
    runId: 'run-1',
    task: 'double',
    generation: 1,
    status: 'SUCCEEDED',
    completionReason: 'ALL_COMPLETED',
    error: null,
    items: { total: 100, succeeded: 100, failed: 0, notRun: 0 },
    units: { total: 4, succeeded: 4, failed: 0, notRun: 0 },
    rows: 100,
    dataset: {
      uri: 's3://bucket/datasets/double/run-1/1/data.jsonl',
      manifest: 's3://bucket/datasets/double/run-1/1/manifest.json',
      rows: 100,
      bytes: 1_234,
      crc64nvme: 'AAAAAAAAAAA=',
      format: 'jsonl',
      compress: 'none',
      objects: [
        { uri: 's3://bucket/datasets/double/run-1/1/data.jsonl', bytes: 1234, crc64nvme: 'AAAAAAAAAAA=' },
      ],
    },
    failures: null,
    timing: {
      startedAt: '2026-09-30T10:00:00.000Z',
      endedAt: '2026-09-30T10:00:10.000Z',
      wallMs: 10_000,
      sequentialMs: 34_000,
      speedup: 3.4,
      units: { p50: 8_000, p90: 8_500, p99: 9_000, max: 9_000 },
      items: { p50: 320, p90: 400, p99: 612, max: 1_100 },
    },
    utilization: { busyMs: 34_000, provisionedMs: 40_000, ratio: 0.85 },
    environments: { total: 4, meanFailureRate: 0, worst: [] },
    ...details,
    ...change,
  };
}

/** A report of the same run as it was written before reports had details. */
export function makeEarlierReport(): EarlierReport {
  return earlierReport.parse({ ...pickOutline(makeReport()), cost: { usd: 0.0123 } });
}

function pickOutline(report: RunReport): object {
  const names = new Set(Object.keys(details));
  return Object.fromEntries(Object.entries(report).filter(([name]) => !names.has(name)));
}

const startedAt = Date.parse('2026-09-30T10:00:00.000Z');
const none = { p50: 0, p90: 0, p99: 0, max: 0 };
const slowest = {
  unit: 3,
  environment: 3,
  startedAt: startedAt + 400,
  endedAt: startedAt + 9_400,
  initMs: 180,
  items: 25,
  failed: 0,
  backup: false,
};

const details: ReportDetails = {
  phases: {
    queued: { p50: 80, p90: 90, p99: 95, max: 95 },
    coldStart: { p50: 170, p90: 180, p99: 180, max: 180 },
    download: none,
    run: { p50: 7_900, p90: 8_400, p99: 8_900, max: 8_900 },
    upload: none,
    commit: { p50: 12, p90: 14, p99: 15, max: 15 },
    total: { p50: 8_000, p90: 8_500, p99: 9_000, max: 9_000 },
  },
  histograms: {
    items: [{ fromMs: 300, toMs: 400, count: 100 }],
    units: [{ fromMs: 8_000, toMs: 9_000, count: 4 }],
  },
  timeline: { total: 4, environments: 4, units: [slowest] },
  moments: [{ at: startedAt, running: 4, limit: 4, itemsPerSecond: 10 }],
  slowest: [slowest],
  backups: { started: 0, won: 0, rescued: 0 },
  memory: { limitMb: 512, peakMb: 260 },
  worstUnits: [],
  failureGroups: [],
  acts: [],
  cost: {
    region: 'us-east-1',
    pricesAsOf: '2026-09-23',
    lines: [
      {
        what: 'Lambda compute, units',
        quantity: 922.49,
        unit: 'GB-s',
        price: 0.0000133334,
        usd: 0.0123,
      },
    ],
    usd: 0.0123,
    perMillionItemsUsd: 123,
  },
  prediction: {
    pilot: {
      units: 4,
      items: 100,
      itemMs: 340,
      unitMs: 8_000,
      ownMs: 100,
      startMs: 200,
      bytesPerItem: 12.34,
      rowBytes: 1_500,
    },
    predicted: { fanOutMs: 8_800, usd: 0.0121 },
    actual: { fanOutMs: 9_400, usd: 0.0123 },
    againstPilot: 3.4,
  },
  proof: [
    {
      claim: 'Every planned item succeeded or failed',
      expected: '100 items',
      found: '100 succeeded, 0 failed',
      holds: true,
    },
  ],
  advice: [
    {
      code: 'nothing-to-change',
      setting: null,
      from: null,
      to: null,
      figures: { items: 100 },
      text: 'Unit size, concurrency, memory, limits and retries fit this workload.',
    },
  ],
};
