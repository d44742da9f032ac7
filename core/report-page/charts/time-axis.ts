/** A unit in which times of some length are drawn. */
export interface TimeUnit {
  readonly name: 'ms' | 's' | 'min' | 'h';
  readonly ms: number;
}

/** The unit in which times up to a length read best. */
export function timeUnitFor(longestMs: number): TimeUnit {
  if (longestMs < 2_000) return { name: 'ms', ms: 1 };
  if (longestMs < 180_000) return { name: 's', ms: 1_000 };
  if (longestMs < 10_800_000) return { name: 'min', ms: 60_000 };
  return { name: 'h', ms: 3_600_000 };
}

/** Round times in ms, from 1 µs to about 11 days; with the steps between, where few of them are in sight. */
const round = [
  0.001, 0.01, 0.1, 1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000, 360_000_000,
];
const finer = [2, 5];

/**
 * Times at which a logarithmic axis has its ticks, ms: powers of ten and whole minutes and hours; where those are few, steps
 * between them, as far as there is room.
 * @param apart how far from each other ticks are at least, as a share of the axis
 */
export function logTicks(fromMs: number, toMs: number, apart: number): number[] {
  const nearest = apart * Math.log(toMs / fromMs);
  const kept: number[] = [];
  const keep = (ticks: readonly number[]): void => {
    for (const tick of ticks) {
      const free = kept.every((other) => Math.abs(Math.log(tick / other)) >= nearest);
      if (tick >= fromMs && tick <= toMs && free) kept.push(tick);
    }
  };
  keep(round);
  if (kept.length < 3) {
    keep(
      round.flatMap((tick, at) => {
        const next = round[at + 1] ?? Number.POSITIVE_INFINITY;
        return finer.map((factor) => tick * factor).filter((step) => step < next);
      }),
    );
  }
  return kept.sort((a, b) => a - b);
}

/** Room that a label of such an axis needs, as a share of it. */
export function roomForLabel(narrow: boolean): number {
  return narrow ? 0.2 : 0.12;
}

/** Vega expression that writes an axis label of a time in ms: `50 µs`, `2 ms`, `10 s`, `5 min`, `1 h`. */
export const timeLabel = [
  "datum.value < 1 ? format(datum.value * 1000, '.3~r') + ' µs'",
  "datum.value < 1000 ? format(datum.value, '.3~r') + ' ms'",
  "datum.value < 60000 ? format(datum.value / 1000, '.3~r') + ' s'",
  "datum.value < 3600000 ? format(datum.value / 60000, '.3~r') + ' min'",
  "format(datum.value / 3600000, '.3~r') + ' h'",
].join(' : ');

/** Vega expression that writes a count: `1,200`. */
export const countFormat = ',~f';
