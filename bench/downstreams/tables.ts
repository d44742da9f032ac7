import type { MeasuredDownstream } from './measure-downstream.ts';
import { type LimitChange, type MeasuredRun, most } from './measure-run.ts';
import { percent, seconds, table, times } from './table.ts';

/** The acceptance limits. */
export const slowest = 1.1;
export const mostErrors = 0.01;

/** True if a downstream is within the limits. */
export function passes({ slowdown, errorShare }: MeasuredDownstream): boolean {
  return slowdown <= slowest && errorShare < mostErrors;
}

/** One row for each downstream. */
export function tableOfDownstreams(measured: readonly MeasuredDownstream[]): string {
  return table(
    [
      'downstream',
      'best fixed concurrency',
      `full concurrency (${most})`,
      'adaptive',
      'adaptive ÷ best, median run',
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
  const copies = backups === 0 ? '' : `; ${backups} backup ${backups === 1 ? 'copy' : 'copies'}`;
  return `starts with **${initial}**; ${changes.map(step).join('; ') || 'no change'}${copies}.`;
}
