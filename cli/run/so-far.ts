import type { RunSoFar } from '../../client/run-so-far.ts';
import { countOf, formatCount } from '../format/numbers.ts';

/** What a run id that was used before brings along, as one line. */
export function describeSoFar(soFar: RunSoFar, executionArn: string): string {
  const { items, units, status } = soFar;
  const done = `${formatCount(items.done)} of ${countOf(items.total, 'item')} done in ${formatCount(units.committed)} of ${countOf(units.total, 'unit')}`;
  if (soFar.executionArn === executionArn) return `this run is at work already; following it: ${done}`;
  if (status === 'SUCCEEDED') return `this run succeeded before: ${done}`;
  if (units.total > 0 && units.committed >= units.total) {
    return `continuing: all ${countOf(items.total, 'item')} were run before; they are folded in now`;
  }
  return `continuing: ${done} before, the rest runs now`;
}

/** True when this execution did the rest of what an earlier one had begun. */
export function wasContinued({ units, status, executionArn }: RunSoFar, now: string): boolean {
  return units.committed > 0 && status !== 'SUCCEEDED' && executionArn !== now;
}

/** What is left of a run that is retried, as one line. */
export function describeLeft(soFar: RunSoFar, executionArn: string): string {
  if (soFar.executionArn === executionArn) return describeSoFar(soFar, executionArn);
  const { total, done, failed } = soFar.items;
  const succeeded = `${formatCount(done - failed)} of ${countOf(total, 'item')} succeeded before`;
  const left = [
    ...(failed > 0 ? [`${formatCount(failed)} that failed`] : []),
    ...(total > done ? [`${formatCount(total - done)} that never ran or were not kept`] : []),
  ];
  return left.length === 0
    ? `${succeeded}; nothing is left to run`
    : `${succeeded}; now ${left.join(' and ')}`;
}
