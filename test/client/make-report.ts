import type { RunReport } from '../../core/contracts/report.ts';

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
    cost: { usd: 0.0123 },
    ...change,
  };
}
