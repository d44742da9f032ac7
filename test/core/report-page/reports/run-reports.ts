import type { GovernAct } from '../../../../core/contracts/govern.ts';
import type { RunReport } from '../../../../core/contracts/report.ts';
import { explain } from '../../../../core/govern/reason.ts';
import { logStream, reportOf } from './base-report.ts';
import { simulateUnits, startedAt } from './simulate-units.ts';

const none = { p50: 0, p90: 0, p99: 0, max: 0 };

/** 200,000 rows in 400 units, nothing failed. */
export function largeRun(): RunReport {
  const units = simulateUnits({ units: 400, itemsPerUnit: 500, environments: 32, unitMs: 900, spread: 0.25 });
  return reportOf('flight-delays-20261120-093000-k3f9', 'flight-delays', units, 32, () => 32);
}

/** Stragglers, failures, a governor that climbs and backs off, backup copies. */
export function troubledRun(): RunReport {
  const units = simulateUnits({
    units: 600,
    itemsPerUnit: 250,
    environments: 64,
    unitMs: 2_400,
    spread: 0.4,
    stragglers: 0.03,
    backups: 0.6,
    failing: 0.08,
    failingUnits: 0.3,
  });
  const steps = [8, 16, 24, 36, 54, 64, 40, 28, 40, 52, 64];
  const report = reportOf(
    'movies-20261120-093000-a1b2',
    'movies',
    units,
    64,
    (share) => steps[Math.min(steps.length - 1, Math.floor(share * 14))] ?? 64,
  );
  const { failed } = report.items;
  const at = (share: number) => startedAt + share * report.timing.wallMs;
  const moves: GovernAct[] = steps.slice(1).map((to, index) => {
    const from = steps[index] ?? 8;
    return {
      kind: 'limit',
      at: at((index + 1) / 14),
      from,
      to,
      reason:
        to > from
          ? explain('throughput-grew', { throughput: 0.31, concurrency: 0.5 }, from, to)
          : explain('throttled', { share: 0.062 }, from, to),
    };
  });
  const copies: GovernAct[] = units
    .filter(({ backup }) => backup)
    .map((unit) => ({ kind: 'backup', at: unit.startedAt, unit: unit.unit, ranMs: 9_200, medianMs: 2_400 }));
  const acts: GovernAct[] = [
    ...moves,
    ...copies,
    { kind: 'rescue' as const, at: at(0.4), unit: 212, silentMs: 15_400 },
  ];
  const shares = [0.62, 0.25, 0.13];
  return {
    ...report,
    backups: { started: copies.length + 2, won: copies.length, rescued: 1 },
    failures: {
      uri: `s3://fanfold-storage/runs/${report.runId}/failures.jsonl`,
      codes: {
        thrown: Math.round(failed * 0.62),
        timeout: Math.round(failed * 0.25),
        'invalid-input': failed - Math.round(failed * 0.62) - Math.round(failed * 0.25),
      },
    },
    failureGroups: [
      { code: 'thrown', name: 'TypeError', message: "Cannot read properties of null (reading '…')" },
      { code: 'timeout', name: 'TimeoutError', message: 'The item ran longer than its time limit of … ms' },
      { code: 'invalid-input', name: 'InvalidInput', message: 'US_Gross: expected number, received string' },
    ].map((group, index) => ({
      ...group,
      count: Math.max(1, Math.round(failed * (shares[index] ?? 0))),
      examples: [3, 4_217, 98_004].map((item) => ({
        item: item + index,
        unit: Math.floor(item / 250),
        message: group.message.replaceAll('…', index === 0 ? 'gross' : '2,000'),
        record: `s3://fanfold-storage/runs/${report.runId}/failures.jsonl`,
        log: { group: '/aws/lambda/Movies-UnitFunction-8Hq2', stream: logStream(item % 64) },
      })),
    })),
    acts: acts.sort((a, b) => a.at - b.at),
    memory: { limitMb: 512, peakMb: 488.2 },
    advice: [
      {
        code: 'memory-too-small',
        setting: 'memory',
        from: '512 MB',
        to: '1024 MB',
        figures: { peakMb: 488.2, limitMb: 512 },
        text: 'Units took up to 488 MiB of 512 MiB: a larger item may run out of memory.',
      },
      {
        code: 'time-limit-too-tight',
        setting: 'timeout',
        from: "'2 seconds'",
        to: "'5 seconds'",
        figures: { timedOut: 390, p999Ms: 1_890, limitMs: 2_000 },
        text: '390 items ran into the time limit of 2 s while the slowest hundredth of the others took 1.89 s.',
      },
      {
        code: 'retries-wasted',
        setting: 'retries',
        from: '2',
        to: '0',
        figures: { retries: 1_900, helped: 0 },
        text: '1,900 retries of items, none of which helped: their errors are permanent.',
      },
    ],
  };
}

/** A source without items. */
export function emptyRun(): RunReport {
  const { dataset, ...report } = largeRun();
  const counts = { total: 0, succeeded: 0, failed: 0, notRun: 0 };
  return {
    ...report,
    runId: 'empty-1',
    items: counts,
    units: counts,
    rows: 0,
    dataset: dataset && {
      ...dataset,
      rows: 0,
      bytes: 0,
      objects: dataset.objects.map((object) => ({ ...object, bytes: 0 })),
    },
    timing: {
      ...report.timing,
      endedAt: '2026-11-20T09:30:01.200Z',
      wallMs: 1_200,
      sequentialMs: 0,
      speedup: 0,
      units: none,
      items: none,
    },
    utilization: { busyMs: 0, provisionedMs: 0, ratio: 0 },
    environments: { total: 0, meanFailureRate: 0, worst: [] },
    phases: {
      queued: none,
      coldStart: none,
      download: none,
      run: none,
      upload: none,
      commit: none,
      total: none,
    },
    histograms: { items: [], units: [] },
    timeline: { total: 0, environments: 0, units: [] },
    moments: [],
    slowest: [],
    memory: { limitMb: 512, peakMb: null },
    cost: {
      ...report.cost,
      lines: report.cost.lines.map((line) => ({ ...line, quantity: 8, usd: 8 * line.price })),
      usd: 0.0002,
      perMillionItemsUsd: null,
    },
    prediction: null,
    proof: [{ claim: 'Items planned are items accounted for', expected: '0', found: '0', holds: true }],
  };
}

/** More failed than is tolerated: ended early, no data set. */
export function failedRun(): RunReport {
  const report = troubledRun();
  const message = '1,562 items failed, 1,500 (1 %) are tolerated';
  return {
    ...report,
    runId: 'movies-failed-7',
    status: 'FAILED',
    completionReason: 'TOLERANCE_EXCEEDED',
    error: {
      code: 'ToleratedFailureThresholdExceeded',
      message: `${message}: 120 of 720 units are not done; start run movies-failed-7 again to do the rest`,
    },
    items: { ...report.items, total: 180_000, notRun: 30_000 },
    units: { ...report.units, total: 720, notRun: 120 },
    rows: 0,
    dataset: null,
    acts: [
      ...report.acts,
      { kind: 'end', at: startedAt + report.timing.wallMs - 1_000, reason: 'TOLERANCE_EXCEEDED', message },
    ],
    proof: [
      { claim: 'Items planned are items accounted for', expected: '180,000', found: '150,000', holds: false },
      {
        claim: 'Each unit is committed at most once',
        expected: '0 units committed twice',
        found: '0',
        holds: true,
      },
    ],
  };
}

/** 100,000 units on 1,000 environments: what a report holds at most. */
export function hugeRun(): RunReport {
  const units = simulateUnits({
    units: 100_000,
    itemsPerUnit: 1_000,
    environments: 1_000,
    unitMs: 4_000,
    spread: 0.3,
    stragglers: 0.0005,
    inTurn: true,
  });
  const report = reportOf('huge-1', 'events', units, 1_000, () => 1_000);
  const acts: GovernAct[] = Array.from({ length: 500 }, (_, at) => ({
    kind: 'backup',
    at: startedAt + at * 700,
    unit: at * 199,
    ranMs: 40_000 + at,
    medianMs: 4_000,
  }));
  return {
    ...report,
    acts,
    moments: [...report.moments, ...report.moments].map((moment, at) => ({
      ...moment,
      at: startedAt + (at + 1) * (report.timing.wallMs / 300),
    })),
  };
}

/** A single item in a single unit. */
export function tinyRun(): RunReport {
  const units = simulateUnits({ units: 1, itemsPerUnit: 1, environments: 1, unitMs: 3, spread: 0.1 });
  return reportOf('tiny-1', 'double', units, 1, () => 1_000);
}
