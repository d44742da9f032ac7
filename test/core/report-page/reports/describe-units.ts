import type { RunReport } from '../../../../core/contracts/report.ts';
import type {
  TimeHistogram,
  TimelineUnit,
  TimeQuantiles,
} from '../../../../core/contracts/report-details.ts';
import { seededRandom, skewedTime } from './seeded-random.ts';
import { momentsOf, startedAt } from './simulate-units.ts';

const perDoubling = 16;

/** Quantiles of times in ms. */
export function quantilesOf(times: readonly number[]): TimeQuantiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) ?? 0 };
}

/** A histogram of times in ms, 16 bars per doubling, without gaps. */
export function histogramOf(times: readonly number[], weight = 1): TimeHistogram {
  const counts = new Map<number, number>();
  for (const ms of times) {
    const bucket = Math.ceil(Math.log2(Math.max(1, ms * 1_000)) * perDoubling);
    counts.set(bucket, (counts.get(bucket) ?? 0) + weight);
  }
  const buckets = [...counts.keys()].sort((a, b) => a - b);
  const [first, last] = [buckets.at(0), buckets.at(-1)];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    fromMs: first + at === 0 ? 0 : 2 ** ((first + at - 1) / perDoubling) / 1_000,
    toMs: 2 ** ((first + at) / perDoubling) / 1_000,
    count: counts.get(first + at) ?? 0,
  }));
}

/** What a report says of units: times, timeline, moments, counts. */
export function describeUnits(
  units: readonly TimelineUnit[],
  environments: number,
  limitAt: (share: number) => number,
): Pick<RunReport, 'timing' | 'phases' | 'histograms' | 'timeline' | 'moments' | 'slowest' | 'utilization'> {
  const random = seededRandom(7);
  const took = units.map((unit) => unit.endedAt - unit.startedAt);
  const itemTimes = units.flatMap((unit) =>
    Array.from({ length: 5 }, () =>
      skewedTime(random, ((unit.endedAt - unit.startedAt) * 0.9) / unit.items, 0.5),
    ),
  );
  const items = units.reduce((sum, unit) => sum + unit.items, 0);
  const busyMs = took.reduce((sum, ms) => sum + ms * 0.88, 0);
  const billedMs = units.reduce((sum, unit) => sum + unit.endedAt - unit.startedAt + unit.initMs, 0);
  const wallMs = Math.max(...units.map(({ endedAt }) => endedAt)) - startedAt + 900;
  const about = (median: number) => quantilesOf(units.map(() => skewedTime(random, median, 0.5)));
  const bySlowness = [...units].sort((a, b) => b.endedAt - b.startedAt - (a.endedAt - a.startedAt));
  const step = Math.max(1, Math.ceil(units.length / 1_990));
  const slowest = bySlowness.slice(0, 10);
  return {
    timing: {
      startedAt: new Date(startedAt).toISOString(),
      endedAt: new Date(startedAt + wallMs).toISOString(),
      wallMs,
      sequentialMs: busyMs,
      speedup: busyMs / wallMs,
      units: quantilesOf(took),
      items: quantilesOf(itemTimes),
    },
    utilization: { busyMs, provisionedMs: billedMs, ratio: busyMs / billedMs },
    phases: {
      queued: about(45),
      coldStart: quantilesOf(units.map(({ initMs }) => initMs)),
      download: about(12),
      run: quantilesOf(took.map((ms) => ms * 0.88)),
      upload: about(24),
      commit: about(9),
      total: quantilesOf(took),
    },
    histograms: {
      items: histogramOf(itemTimes, Math.round(items / itemTimes.length)),
      units: histogramOf(took),
    },
    timeline: {
      total: units.length,
      environments,
      units: units.filter((unit, at) => at % step === 0 || slowest.includes(unit)).slice(0, 2_000),
    },
    moments: momentsOf(units, limitAt),
    slowest,
  };
}
