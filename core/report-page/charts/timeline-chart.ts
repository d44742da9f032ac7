import type { RunReport } from '../../contracts/report.ts';
import type { TimelineUnit } from '../../contracts/report-details.ts';
import { countOf, formatCount } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import type { Chart } from './chart.ts';
import { chartColors } from './chart-theme.ts';
import { countFormat, timeUnitFor } from './time-axis.ts';

const kinds = [
  ['cold start', chartColors.third],
  ['unit', chartColors.main],
  ['unit with failed items', chartColors.bad],
  ['backup copy that won', chartColors.second],
] as const;
type Kind = (typeof kinds)[number][0];

/** A phone gets fewer bars: what it can't show needn't be in the page. */
const mostNarrow = 600;

/**
 * The units of this execution over time, a row for each execution environment.
 * @returns undefined if it ran none
 */
export function timelineChart({ timeline, timing }: RunReport): Chart | undefined {
  const startedAt = Date.parse(timing.startedAt);
  const own = timeline.units.filter((unit) => unit.endedAt > startedAt);
  if (own.length === 0) return undefined;
  const earlier = timeline.units.length - own.length;
  const longestMs = Math.max(timing.wallMs, ...own.map((unit) => unit.endedAt - startedAt), 1);
  const rows = Math.max(timeline.environments, ...own.map((unit) => unit.environment + 1));
  const time = timeUnitFor(longestMs);
  const height = Math.min(360, Math.max(40, rows * 9));
  const sampled = timeline.units.length < timeline.total;
  const slowest = own.reduce((max, unit) => (took(unit) > took(max) ? unit : max));
  return {
    name: 'timeline',
    title: 'Timeline: a row for each execution environment',
    alternative: `Timeline of ${countOf(own.length, 'unit')} in ${countOf(rows, 'execution environment')} over ${formatDuration(longestMs)}. The slowest, unit ${slowest.unit}, took ${formatDuration(took(slowest))} from ${formatDuration(slowest.startedAt - startedAt)} on.`,
    note: [
      sampled
        ? `A sample of ${formatCount(timeline.units.length)} of ${countOf(timeline.total, 'unit')}, with the slowest in it.`
        : '',
      earlier > 0 ? `${countOf(earlier, 'unit')} of an earlier execution of the run left out.` : '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    legend: kinds.filter(([kind]) =>
      own.some((unit) => kind === kindOf(unit) || (kind === 'cold start' && unit.initMs > 0)),
    ),
    span: 'full',
    spec: ({ width, narrow }) => {
      const shown = narrow ? thin(own, mostNarrow) : own;
      // Half a pixel at least, or a short unit of a long run isn't there.
      const thinnest = (longestMs / width) * 0.75;
      const thickness = Math.max(0.8, (2 * rows) / height);
      const bars = shown.flatMap((unit) => {
        const from = unit.startedAt - startedAt;
        const to = Math.max(unit.endedAt - startedAt, from + thinnest);
        const row = unit.environment + 1 - thickness / 2;
        const at = { row, rowEnd: row + thickness };
        const bar = { ...at, from: from / time.ms, to: to / time.ms, kind: kindOf(unit) };
        if (unit.initMs < thinnest) return [bar];
        return [
          { ...at, from: Math.max(0, from - unit.initMs) / time.ms, to: from / time.ms, kind: 'cold start' },
          bar,
        ];
      });
      return {
        height: height + 60,
        data: { values: bars },
        mark: { type: 'bar', binSpacing: 0 },
        encoding: {
          x: {
            field: 'from',
            type: 'quantitative',
            scale: { domain: [0, longestMs / time.ms], nice: false },
            axis: {
              title: `time since the start (${time.name})`,
              format: countFormat,
              tickCount: narrow ? 5 : 10,
              grid: true,
            },
          },
          x2: { field: 'to' },
          y: {
            field: 'row',
            type: 'quantitative',
            scale: { domain: [0.5, rows + 0.5], reverse: true, nice: false, zero: false },
            axis: { title: 'environment', tickMinStep: 1, tickCount: 6, format: countFormat, grid: false },
          },
          y2: { field: 'rowEnd' },
          color: {
            field: 'kind',
            type: 'nominal',
            scale: { domain: kinds.map(([kind]) => kind), range: kinds.map(([, color]) => color) },
          },
        },
      };
    },
  };
}

function took(unit: TimelineUnit): number {
  return unit.endedAt - unit.startedAt;
}

function kindOf(unit: TimelineUnit): Kind {
  if (unit.failed > 0) return 'unit with failed items';
  return unit.backup ? 'backup copy that won' : 'unit';
}

/** An even sample, and the tenth that took longest. */
function thin(units: readonly TimelineUnit[], most: number): readonly TimelineUnit[] {
  if (units.length <= most) return units;
  const slow = new Set([...units].sort((a, b) => took(b) - took(a)).slice(0, Math.floor(most / 10)));
  const step = units.length / (most - slow.size);
  return units.filter((unit, at) => slow.has(unit) || Math.floor(at / step) !== Math.floor((at - 1) / step));
}
