import type { Advice } from '../contracts/report-details.ts';
import { formatCount, formatShare } from '../format/numbers.ts';
import type { AdviceBasis } from './advice-basis.ts';

/** Share of all attempts that may be in vain. */
const mostWasted = 0.05;

/** Retries are wasted where most are made at items that fail all the same. */
export function adviseRetries({ settings, attempts, retries }: AdviceBasis): Advice[] {
  const { made, wasted } = retries;
  const share = attempts.total === 0 ? 0 : wasted / attempts.total;
  if (settings.retries === 0 || share <= mostWasted || wasted <= made / 2) return [];
  const helped = made - wasted;
  const to = helped === 0 ? 0 : Math.floor(settings.retries / 2);
  return [
    {
      code: 'retries-wasted',
      setting: 'retries',
      from: String(settings.retries),
      to: String(to),
      figures: { retries: made, wasted, wastedShare: share, helped },
      text: `${formatCount(wasted)} of ${formatCount(made)} retries were made at items that failed all the same: ${formatShare(share)} of all attempts. Throw a PermanentError where another try can't help, or allow fewer.`,
    },
  ];
}
