import type { MeasuredDownstream } from './measure-downstream.ts';
import { type LimitChange, type MeasuredRun, most } from './measure-run.ts';

/** The acceptance limits; errors must be few where full concurrency has many. */
const slowest = 1.1;
const mostErrors = 0.01;
const manyErrors = 0.2;

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;
const times = (factor: number): string => `${factor.toFixed(2)}×`;

/** True if a downstream is within the limits. */
export function passes({ slowdown, errorShare, full }: MeasuredDownstream): boolean {
  return slowdown <= slowest && (full.errorShare < manyErrors || errorShare < mostErrors);
}

/** One row for each downstream. */
export function tableOfDownstreams(measured: readonly MeasuredDownstream[]): string {
  return table(
    [
      'downstream',
      'best fixed concurrency',
      `full concurrency (${most})`,
      'adaptive',
      'adaptive ÷ best, slowest run',
      'rejected, worst run',
      'goal',
    ],
    measured.map((row) => [
      row.downstream.title,
      `${seconds(row.best.seconds)} with ${row.best.control} (${percent(row.best.errorShare)} rejected)`,
      `${seconds(row.full.seconds)}, ${percent(row.full.errorShare)} rejected`,
      row.adaptive.map((run) => seconds(run.seconds)).join(', '),
      times(row.slowdown),
      percent(row.errorShare),
      passes(row) ? 'reached' : '**not reached**',
    ]),
  );
}

/** All runs of a downstream, and the ways the limit took. */
export function describeRuns(measured: MeasuredDownstream): string {
  const { downstream, items, sweep, adaptive, best } = measured;
  const rows = [...sweep, ...adaptive].map((run) => [
    String(run.control),
    seconds(run.seconds),
    seconds(run.wallSeconds),
    (items / run.seconds).toFixed(0),
    percent(run.errorShare),
    String(run.failedItems),
    times(run.seconds / best.seconds),
  ]);
  const head = ['concurrency', 'time', 'whole execution', 'items/s', 'rejected', 'items failed', '÷ best'];
  const paths = adaptive.map((run, at) => `Adaptive run ${at + 1}: ${describePath(run)}`);
  return `**${downstream.title}**: ${downstream.behaviour}. ${items.toLocaleString('en')} items.

${table(head, rows)}

${paths.join('\n\n')}`;
}

function describePath({ initial, changes, traffic, backups }: MeasuredRun): string {
  const step = ({ at, to, reason }: LimitChange) =>
    `${seconds((at - traffic.beganAt) / 1000)} **${to}** (${reason.text})`;
  const copies = backups === 0 ? '' : `; ${backups} backup copies`;
  return `starts with **${initial}**; ${changes.map(step).join('; ') || 'no change'}${copies}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
