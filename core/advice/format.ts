import type { Advice } from '../contracts/report-details.ts';
import { formatShare } from '../format/numbers.ts';
import { formatDuration } from '../format/time.ts';
import type { AdviceBasis } from './advice-basis.ts';

/** What comes before the first unit may take this share of a run. */
const mostShare = 0.2;
const leastMs = 10_000;

/**
 * A source that takes long to plan: Plan reads it through once, in one Lambda, to find where items begin; a compressed one it
 * also unpacks and writes anew.
 */
export function adviseFormat({ report, settings, firstUnitAt }: AdviceBasis): Advice[] {
  const { format, compressed } = settings.source;
  if (firstUnitAt === undefined || (format === 'jsonl' && !compressed)) return [];
  const planMs = firstUnitAt - Date.parse(report.timing.startedAt);
  const share = report.timing.wallMs === 0 ? 0 : planMs / report.timing.wallMs;
  if (planMs < leastMs || share <= mostShare) return [];
  const why = compressed
    ? 'Plan unpacks a compressed source and writes it anew'
    : `Plan looks at each byte of a ${format === 'csv' ? 'CSV' : 'JSON'} source to find where its items begin`;
  return [
    {
      code: 'format',
      setting: 'format',
      from: compressed ? `${format}, compressed` : format,
      to: 'jsonl',
      figures: { planMs, wallMs: report.timing.wallMs, share },
      text: `${formatDuration(planMs)}, ${formatShare(share)} of the run, went by before the first unit began. ${why}; JSON lines that aren't compressed are the quickest, and several objects instead of one.`,
    },
  ];
}
