import type { MeasuredCalls, MeasuredDays } from './measure-loop.ts';
import type { MeasuredScenario } from './measure-scenario.ts';
import type { MeasuredStragglers } from './measure-stragglers.ts';

const count = (value: number): string => Math.round(value).toLocaleString('en');
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;
const times = (factor: number): string => `${factor.toFixed(2)}×`;
const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;

/** The acceptance limits. */
export const slowest = 1.1;
export const mostErrors = 0.01;
export const stragglersSlowest = 1.3;

/** True if a scenario is within the limits. */
export function passes({ slowdown, errorShare }: MeasuredScenario): boolean {
  return slowdown <= slowest && errorShare < mostErrors;
}

/** The policy beside fixed concurrency, one row for each downstream. */
export function tableOfScenarios(measured: readonly MeasuredScenario[]): string {
  const rows = measured.map((row) => {
    const { scenario, best, full, plain, policy, slowdown, errorShare } = row;
    const mean = (of: (outcome: (typeof policy)[number]) => number) =>
      policy.reduce((sum, outcome) => sum + of(outcome), 0) / policy.length;
    return [
      scenario.title,
      `${minutes(best.outcome.comparableSeconds)} with ${best.limit} (${percent(best.outcome.errorShare)} errors)`,
      `${minutes(full.comparableSeconds)}, ${percent(full.errorShare)} errors`,
      `${minutes(plain.comparableSeconds)}, ${percent(plain.errorShare)} errors`,
      minutes(mean((outcome) => outcome.comparableSeconds)),
      times(slowdown),
      percent(errorShare),
      percent(mean((outcome) => outcome.lambdaSeconds) / full.lambdaSeconds),
      count(mean((outcome) => outcome.updates)),
      passes(row) ? 'reached' : '**not reached**',
    ];
  });
  return table(
    [
      'downstream',
      'best fixed concurrency',
      'full concurrency (990)',
      'full, plain retries',
      'policy',
      'policy ÷ best, slowest seed',
      'errors, worst seed',
      'Lambda time ÷ full',
      'UpdateMapRun calls',
      'goal',
    ],
    rows,
  );
}

/** Stragglers with nothing, with unit timeouts, with backups. */
export function tableOfStragglers(measured: readonly MeasuredStragglers[]): string {
  return table(
    [
      'items',
      'slots',
      'units',
      'a unit takes',
      'without stragglers',
      'no help',
      'unit timeouts',
      'backups by run time',
      'backups by run time and reports',
      'backups started',
      'Lambda time',
      'goal',
    ],
    measured.map((row) => [
      count(row.items),
      count(row.slots),
      `${count(row.units)}${row.unitItems === 'auto' ? ' (planned)' : ''}`,
      `${row.unitSeconds.toFixed(0)} s`,
      `${row.sound.toFixed(0)} s`,
      times(row.nothing),
      times(row.timeouts),
      times(row.byTime),
      times(row.backups),
      count(row.backupsStarted),
      times(row.lambda),
      row.backups <= stragglersSlowest ? 'reached' : '**not reached**',
    ]),
  );
}

/** The Govern loop's history and calls. */
export function tableOfLoop(days: MeasuredDays, calls: MeasuredCalls): string {
  return table(
    ['what', 'simulated', 'bound'],
    [
      [
        `history events of a run of ${days.days.toFixed(1)} days`,
        count(days.historyEvents),
        '10,000 (AWS: 25,000)',
      ],
      [
        `UpdateMapRun and DescribeMapRun calls of that run`,
        `${count(days.updates)} and ${count(days.describes)}`,
        '',
      ],
      ...(['UpdateMapRun', 'DescribeMapRun'] as const).map((api) => [
        `${api} calls of ${calls.runs} runs at once, ${minutes(calls.seconds)}`,
        `${count(calls.calls[api])}, ${(calls.calls[api] / calls.seconds).toFixed(2)} a second; ${count(calls.throttled[api])} throttled; ${count(calls.least[api])} left in the bucket at least`,
        `1 a second, bucket of ${api === 'UpdateMapRun' ? 100 : 200}`,
      ]),
    ],
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
