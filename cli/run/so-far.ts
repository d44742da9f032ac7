import type { RunSoFar } from '../../client/run-so-far.ts';
import { countOf, formatCount } from '../format/numbers.ts';

/** What a run id that was used before brings along, as one line. */
export function describeSoFar(soFar: RunSoFar, executionArn: string): string {
  const { items, units, status } = soFar;
  const done = `${formatCount(items.done)} of ${countOf(items.total, 'item')} done in ${formatCount(units.committed)} of ${countOf(units.total, 'unit')}`;
  if (soFar.executionArn === executionArn) return `this run is at work already; following it: ${done}`;
  if (status === 'SUCCEEDED') return `this run succeeded before: ${done}`;
  return `continuing: ${done} before, the rest runs now`;
}
