import type { Advice } from '../contracts/report-details.ts';
import { formatCount } from '../format/numbers.ts';
import { formatDuration } from '../format/time.ts';
import type { AdviceBasis } from './advice-basis.ts';

/** Items of an environment may take so many times the median over environments. */
export const slowEnvironmentRatio = 3;

/** An execution environment whose items took much longer than others' do. */
export function adviseEnvironments({ slowEnvironment }: AdviceBasis): Advice[] {
  if (slowEnvironment === undefined) return [];
  const { environment, items, units, meanItemMs, medianItemMs } = slowEnvironment;
  const ratio = meanItemMs / medianItemMs;
  return [
    {
      code: 'slow-environment',
      setting: null,
      from: null,
      to: null,
      figures: { ratio, meanItemMs, medianItemMs, items, units },
      text: `Items took ${formatDuration(meanItemMs)} in environment ${environment}, ${Number(ratio.toFixed(1))} times the median of ${formatDuration(medianItemMs)} over environments, in ${formatCount(units)} units that their neighbours in the source don't explain. See its log; smaller units would leave it less to do.`,
    },
  ];
}
