import type { RunProgress } from '../../client/progress.ts';
import { countOf, formatCount, formatFigure } from '../format/numbers.ts';
import { formatDuration } from '../format/time.ts';
import { describeGovernor } from './describe-governor.ts';

/** Facts of a moment, the most telling first. */
export interface ProgressFacts {
  /** Items done / all, 0 to 1. */
  share: number;
  facts: string[];
}

/** Puts a moment of a run into words. */
export function describeProgress(
  progress: RunProgress,
  speed: { perSecond: number | undefined; remainingMs: number | undefined },
): ProgressFacts {
  const { items, units } = progress;
  const share =
    items.total === 0 ? Number(progress.phase === 'finishing') : Math.min(1, items.done / items.total);
  const facts = [`${formatCount(items.done)} of ${countOf(items.total, 'item')}`];
  if (items.failed > 0) facts.push(`${formatCount(items.failed)} failed`);
  if (progress.ending !== undefined) return { share, facts: [...facts, describeEnding(progress)] };
  if (progress.phase === 'finishing') return { share, facts: [...facts, 'folding in'] };
  if (speed.perSecond !== undefined) facts.push(`${formatFigure(speed.perSecond)} items/s`);
  if (speed.remainingMs !== undefined)
    facts.push(`${formatDuration(Math.max(1_000, speed.remainingMs))} left`);
  if (units.running > 0) facts.push(`${countOf(units.running, 'unit')} running`);
  if (progress.governor !== undefined) facts.push(...describeGovernor(progress.governor));
  return { share, facts };
}

/** A run that is being ended starts nothing more: what runs gets a moment to keep what it has done. */
function describeEnding({ ending, units, phase }: RunProgress): string {
  const what = ending?.reason === 'STOPPED' ? 'stopping' : 'ending, it can not succeed any more';
  return phase === 'running' && units.running > 0
    ? `${what}: ${countOf(units.running, 'unit')} still running`
    : what;
}
