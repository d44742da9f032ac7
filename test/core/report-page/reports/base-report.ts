import type { RunReport } from '../../../../core/contracts/report.ts';
import type { TimelineUnit } from '../../../../core/contracts/report-details.ts';
import { describeUnits } from './describe-units.ts';

/** `2026/11/20/[$LATEST]…`: a log stream as Lambda names it. */
export function logStream(environment: number): string {
  return `2026/11/20/[$LATEST]${environment.toString(16).padStart(32, '0')}`;
}

/** A report of a run that did these units, all of them. */
export function reportOf(
  runId: string,
  task: string,
  units: readonly TimelineUnit[],
  environments: number,
  limitAt: (share: number) => number,
): RunReport {
  const items = units.reduce((sum, unit) => sum + unit.items, 0);
  const failed = units.reduce((sum, unit) => sum + unit.failed, 0);
  const described = describeUnits(units, environments, limitAt);
  const prefix = `s3://fanfold-storage/datasets/${task}/${runId}/1/`;
  const dataset = { uri: `${prefix}data.jsonl`, bytes: items * 51, crc64nvme: 'm7tVwPgPjZE=' };
  return {
    version: 1,
    runId,
    task,
    generation: 1,
    status: 'SUCCEEDED',
    completionReason: 'ALL_COMPLETED',
    error: null,
    items: { total: items, succeeded: items - failed, failed, notRun: 0 },
    units: { total: units.length, succeeded: units.length, failed: 0, notRun: 0 },
    rows: items - failed,
    dataset: {
      ...dataset,
      manifest: `${prefix}manifest.json`,
      rows: items - failed,
      format: 'jsonl',
      compress: 'none',
      objects: [dataset],
    },
    failures: null,
    ...described,
    environments: {
      total: environments,
      meanFailureRate: items === 0 ? 0 : failed / items,
      worst: worstEnvironments(units),
    },
    backups: { started: 0, won: 0, rescued: 0 },
    memory: { limitMb: 1_769, peakMb: 412.4 },
    worstUnits: worstUnits(units),
    failureGroups: [],
    acts: [],
    cost: costOf(units, items),
    prediction: predictionOf(units, described.timing, costOf(units, items).usd),
    proof: [
      {
        claim: 'Items planned are items accounted for',
        expected: items.toLocaleString('en-US'),
        found: items.toLocaleString('en-US'),
        holds: true,
      },
      {
        claim: 'Each unit is committed at most once',
        expected: '0 units committed twice',
        found: '0',
        holds: true,
      },
      {
        claim: 'Rows of the data set are the rows of all receipts',
        expected: (items - failed).toLocaleString('en-US'),
        found: (items - failed).toLocaleString('en-US'),
        holds: true,
      },
      {
        claim: 'CRC64NVME of the object, combined from receipts, is what S3 says',
        expected: 'm7tVwPgPjZE=',
        found: 'm7tVwPgPjZE=',
        holds: true,
      },
      {
        claim: 'sha256 over the digests of units',
        expected: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        found: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        holds: true,
      },
    ],
    advice: [
      {
        code: 'nothing-to-change',
        setting: null,
        from: null,
        to: null,
        figures: {},
        text: 'Nothing to change: units, memory and concurrency fit this task.',
      },
    ],
  };
}

function worstUnits(units: readonly TimelineUnit[]): RunReport['worstUnits'] {
  return units
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failed / b.items - a.failed / a.items)
    .slice(0, 5)
    .map(({ unit, items, failed }) => ({ unit, items, failed, failureRate: failed / items }));
}

function worstEnvironments(units: readonly TimelineUnit[]): RunReport['environments']['worst'] {
  return [...Map.groupBy(units, ({ environment }) => environment)]
    .map(([environment, own]) => ({
      environment: logStream(environment),
      items: own.reduce((sum, unit) => sum + unit.items, 0),
      failed: own.reduce((sum, unit) => sum + unit.failed, 0),
    }))
    .filter(({ failed }) => failed > 0)
    .map((outcome) => ({ ...outcome, failureRate: outcome.failed / outcome.items }))
    .sort((a, b) => b.failureRate - a.failureRate)
    .slice(0, 5);
}

function predictionOf(
  units: readonly TimelineUnit[],
  { wallMs }: RunReport['timing'],
  usd: number,
): RunReport['prediction'] {
  const first = units.toSorted((a, b) => a.startedAt - b.startedAt).slice(0, 10);
  const items = first.reduce((sum, unit) => sum + unit.items, 0);
  const all = units.reduce((sum, unit) => sum + unit.items, 0);
  const unitMs = first.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0) / first.length;
  const itemMs = (0.88 * unitMs * first.length) / items;
  const fanOutMs = Math.max(...units.map(({ endedAt }) => endedAt)) - (first[0]?.startedAt ?? 0);
  return {
    pilot: {
      units: first.length,
      items,
      itemMs,
      unitMs,
      ownMs: 0.12 * unitMs,
      startMs: 210,
      bytesPerItem: 51,
      rowBytes: 1_400,
    },
    predicted: { fanOutMs: 0.93 * fanOutMs, usd: 0.98 * usd },
    actual: { fanOutMs, usd },
    againstPilot: (itemMs * all) / wallMs,
  };
}

function costOf(units: readonly TimelineUnit[], items: number): RunReport['cost'] {
  const seconds = units.reduce((sum, unit) => sum + (unit.endedAt - unit.startedAt + unit.initMs) / 1_000, 0);
  const line = (what: string, quantity: number, unit: string, price: number) => ({
    what,
    quantity,
    unit,
    price,
    usd: quantity * price,
  });
  const lines = [
    line('Lambda compute', seconds * 1.728, 'GB-s', 0.0000133334),
    line('Lambda requests', units.length + 8, 'requests', 0.0000002),
    line('Step Functions state transitions', units.length * 2 + 8, 'transitions', 0.000025),
    line('S3 writes', units.length * 1.1, 'requests', 0.000005),
    line('S3 reads', units.length * 2, 'requests', 0.0000004),
    line('DynamoDB writes', units.length * 4, 'writes', 0.000000625),
    line('DynamoDB reads', units.length, 'reads', 0.000000125),
  ];
  const usd = lines.reduce((sum, each) => sum + each.usd, 0);
  return {
    region: 'us-east-1',
    pricesAsOf: '2026-09',
    lines,
    usd,
    perMillionItemsUsd: items === 0 ? null : (usd / items) * 1_000_000,
  };
}
