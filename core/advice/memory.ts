import type { Advice } from '../contracts/report-details.ts';
import { lineKinds } from '../cost/line-kinds.ts';
import { formatCount, formatDollars, formatShare } from '../format/numbers.ts';
import type { AdviceBasis } from './advice-basis.ts';

const mostShare = 0.9;
const leastShare = 0.4;
/** Less memory is worth a word only if it saves this share of the run's cost, and a cent. */
const [leastSavedShare, leastSavedUsd] = [0.05, 0.01];
/** What another size aims at. */
const wantedShare = 0.7;
/** Memory that a task may have, MB. */
const [least, most] = [256, 10_240];
/** Sizes that are easy to remember. */
const step = 64;
/**
 * Lambda gives one whole core at so many MB, and CPU in proportion below
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
 */
const oneCoreMb = 1_769;

/** Memory is too small where its peak comes near the limit or items ran out of it, too large where most was never used. */
export function adviseMemory({ report }: AdviceBasis): Advice[] {
  const { limitMb, peakMb } = report.memory;
  const outOfMemory = report.failures?.codes['out-of-memory'] ?? 0;
  if (peakMb === null || limitMb === 0) return [];
  const share = peakMb / limitMb;
  const figures = { peakMb, limitMb, share, outOfMemory };
  if (share > mostShare || outOfMemory > 0) {
    const to = sizeFor(Math.max(peakMb, outOfMemory > 0 ? limitMb : 0));
    if (to <= limitMb) return [];
    const died = outOfMemory > 0 ? `, and ${formatCount(outOfMemory)} items ran out of memory` : '';
    return [
      {
        code: 'memory-too-small',
        setting: 'memory',
        from: `${limitMb} MB`,
        to: `${to} MB`,
        figures,
        text: `Units took up to ${formatCount(peakMb)} of ${formatCount(limitMb)} MB, ${formatShare(share)}${died}. An item that needs a little more ends its process.`,
      },
    ];
  }
  const to = sizeFor(peakMb);
  const savedUsd = (1 - to / limitMb) * computeUsd(report.cost.lines);
  if (share >= leastShare || to >= limitMb) return [];
  if (savedUsd < Math.max(leastSavedUsd, leastSavedShare * report.cost.usd)) return [];
  const slower = Math.min(oneCoreMb, limitMb) / Math.min(oneCoreMb, to);
  return [
    {
      code: 'memory-too-large',
      setting: 'memory',
      from: `${limitMb} MB`,
      to: `${to} MB`,
      figures: { ...figures, savedUsd },
      text: `Units took up to ${formatCount(peakMb)} of ${formatCount(limitMb)} MB, ${formatShare(share)}. Less memory saves up to ${formatDollars(savedUsd)} a run, but Lambda gives CPU by it: items that compute rather than wait would take up to ${Number(slower.toFixed(1))} times as long, at no lower price.`,
    },
  ];
}

function computeUsd(lines: AdviceBasis['report']['cost']['lines']): number {
  const compute: readonly string[] = [lineKinds.unitCompute.what, lineKinds.unitComputeX86.what];
  return lines.reduce((sum, { what, usd }) => (compute.includes(what) ? sum + usd : sum), 0);
}

function sizeFor(peakMb: number): number {
  return Math.min(most, Math.max(least, Math.ceil(peakMb / wantedShare / step) * step));
}
