import { percent, seconds, table, times } from '../table.ts';
import { mostErrors, slowest } from '../tables.ts';
import type { RehearsedDownstream } from './rehearse-downstream.ts';
import type { RehearsedRun } from './rehearse-run.ts';
import type { Spread } from './spread.ts';

/** True if an adaptive run is within the limits more often than not. */
export function passes({ slowdown, errorShare }: RehearsedDownstream): boolean {
  return slowdown.median <= slowest && errorShare.median < mostErrors;
}

/** All fixed limits of a downstream, and how its adaptive runs spread: each figure for itself. */
export function describeRehearsal(rehearsed: RehearsedDownstream): string {
  const { downstream, items, sweep, best, adaptive, within } = rehearsed;
  const row = (name: string, figures: Pick<RehearsedRun, 'seconds' | 'errorShare' | 'failedItems'>) => [
    name,
    seconds(figures.seconds),
    (items / figures.seconds).toFixed(0),
    percent(figures.errorShare),
    String(figures.failedItems),
    times(figures.seconds / best.seconds),
  ];
  const spread = (name: string, of: keyof Spread) =>
    row(`adaptive, ${name}`, {
      seconds: rehearsed.slowdown[of] * best.seconds,
      errorShare: rehearsed.errorShare[of],
      failedItems: rehearsed.failedItems[of],
    });
  const rows = [
    ...sweep.map((run) => row(String(run.control), run)),
    spread('median', 'median'),
    spread('90th percentile', 'ninetieth'),
    spread('worst', 'worst'),
  ];
  return `**${downstream.title}**: ${downstream.behaviour}. ${items.toLocaleString('en')} items.

${table(['concurrency', 'time', 'items/s', 'rejected', 'items failed', '÷ best'], rows)}

${within} of ${adaptive.length} adaptive runs are within ${times(slowest)} and under ${percent(mostErrors)} rejected${passes(rehearsed) ? '' : '; **the median is not**'}.`;
}
