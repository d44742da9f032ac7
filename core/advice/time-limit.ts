import type { Advice } from '../contracts/report-details.ts';
import { formatCount, formatShare } from '../format/numbers.ts';
import { formatDuration } from '../format/time.ts';
import { countWithin } from '../statistics/bars.ts';
import { bucketBounds, quantile } from '../statistics/histogram.ts';
import type { AdviceBasis } from './advice-basis.ts';
import { roundSetting, writeDuration } from './phrases.ts';

/** The slowest items may come this near to the limit. */
const mostOfLimit = 0.8;
/** Items run into their limit, rather than hang, if there are so many beside those that timed out that came near it. */
const leastNear = 0.1;
/** Of the time that hanging items were waited for, in all run time. */
const mostWaited = 0.1;
/** A limit may be so many times what the slowest items take. */
const mostTimes = 10;
/** What another limit aims at, in times of what the slowest items take. */
const wantedTimes = 3;
const longestMs = 14 * 60_000;

/**
 * The limit is too tight where the slowest items come near it or run into it; too loose where items hang, and their units wait
 * for them many times as long as an item takes that doesn't.
 */
export function adviseTimeLimit({ report, settings, itemTimes, retries }: AdviceBasis): Advice[] {
  const limitMs = settings.timeoutMs;
  const timeouts = report.failures?.codes.timeout ?? 0;
  if (itemTimes.total === 0) return [];
  // Times are those of all attempts at an item: with several, they say nothing of one.
  const several = retries.made > itemTimes.total * 0.001;
  const slowMs = quantile(itemTimes, 0.999) / 1000;
  const near = countWithin(itemTimes, limitMs * 500, limitMs * 970);
  const share = slowMs / limitMs;
  const runsInto = timeouts > 0 && near >= timeouts * leastNear;
  const comesNear = timeouts === 0 && share > mostOfLimit && !several;
  if (runsInto || comesNear) {
    const wantedMs = roundSetting(Math.min(longestMs, wantedTimes * Math.min(slowMs, limitMs)));
    const did = runsInto
      ? `${formatCount(timeouts)} items ran into their limit of ${writeDuration(limitMs)}, and ${formatCount(near)} more came within half of it`
      : `One item in a thousand took ${formatDuration(slowMs)}, ${formatShare(share)} of the limit of ${writeDuration(limitMs)}`;
    if (wantedMs <= limitMs) return [];
    return [
      {
        code: 'time-limit-too-tight',
        setting: 'timeout',
        from: writeDuration(limitMs),
        to: writeDuration(wantedMs),
        figures: { p999Ms: slowMs, limitMs, timeouts, near },
        text: `${did}. A limit is for items that hang; those that are slow need more room.`,
      },
    ];
  }
  return adviseTighter({ report, limitMs, timeouts, inTimeMs: slowestInTime(itemTimes, limitMs) });
}

function adviseTighter({
  report,
  limitMs,
  timeouts,
  inTimeMs,
}: {
  report: AdviceBasis['report'];
  limitMs: number;
  timeouts: number;
  inTimeMs: number;
}): Advice[] {
  const waitedMs = timeouts * limitMs;
  const waited = report.utilization.busyMs === 0 ? 0 : Math.min(1, waitedMs / report.utilization.busyMs);
  if (timeouts === 0 || waited <= mostWaited || inTimeMs === 0 || limitMs < mostTimes * inTimeMs) return [];
  const to = roundSetting(Math.max(1, wantedTimes * inTimeMs));
  return [
    {
      code: 'time-limit-too-loose',
      setting: 'timeout',
      from: writeDuration(limitMs),
      to: writeDuration(to),
      figures: { p999InTimeMs: inTimeMs, limitMs, timeouts, waitedMs, waitedShare: waited },
      text: `${formatCount(timeouts)} items hung until their limit of ${writeDuration(limitMs)}: ${formatShare(waited)} of all run time. Of those that ended in time, 999 in a thousand took ${formatDuration(inTimeMs)} at most.`,
    },
  ];
}

/** 99.9th percentile of the items that ended before the limit, milliseconds. */
function slowestInTime(itemTimes: AdviceBasis['itemTimes'], limitMs: number): number {
  const counts = new Map([...itemTimes.counts].filter(([bucket]) => bucketBounds(bucket).to < limitMs * 970));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return quantile({ counts, total }, 0.999) / 1000;
}
