import type { RunReport } from '../../contracts/report.ts';
import { countOf, formatCount, formatFigure } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import type { Chart, ChartSize, LegendEntry } from './chart.ts';
import { chartColors } from './chart-theme.ts';
import { countFormat, timeUnitFor } from './time-axis.ts';

/** A limit that is further from what runs than this is said, not drawn: it would press everything else to the ground. */
const nearEnough = 4;

const limitLegend: LegendEntry = ['limit (MaxConcurrency)', chartColors.second];
const limitLine = {
  transform: [{ filter: 'datum.limit > 0' }],
  mark: {
    type: 'line' as const,
    interpolate: 'step-after' as const,
    strokeWidth: 2,
    color: chartColors.second,
  },
  encoding: { y: { field: 'limit', type: 'quantitative' as const } },
};

/** Units at work over time with their limit, and items per second; none for a run without moments. */
export function momentsCharts({ moments, timing }: RunReport): Chart[] {
  const startedAt = Date.parse(timing.startedAt);
  const lastMs = Math.max(0, ...moments.map(({ at }) => at - startedAt));
  if (moments.length < 2 || lastMs === 0) return [];
  const unit = timeUnitFor(lastMs);
  const points = moments.map((moment) => ({ ...moment, time: Math.max(0, moment.at - startedAt) / unit.ms }));
  // 0: nobody wrote it down.
  const limits = moments.map(({ limit }) => limit).filter((limit) => limit > 0);
  const [lowest, highest] = [Math.min(...limits), Math.max(...limits)];
  const running = Math.max(...moments.map((moment) => moment.running));
  const fastest = moments.reduce((max, moment) =>
    moment.itemsPerSecond > max.itemsPerSecond ? moment : max,
  );
  const known = limits.length > 0;
  const drawLimit = known && highest <= Math.max(running, 1) * nearEnough;
  const range =
    lowest === highest ? formatCount(highest) : `${formatCount(lowest)} to ${formatCount(highest)}`;
  const limitSaid = known ? `The limit was ${range}` : 'The limit is not known';
  const x = ({ narrow }: ChartSize) => ({
    field: 'time',
    type: 'quantitative' as const,
    scale: { domain: [0, lastMs / unit.ms], nice: false },
    axis: { title: `time since the start (${unit.name})`, format: countFormat, tickCount: narrow ? 4 : 7 },
  });
  return [
    {
      name: 'concurrency',
      title: 'Units at work',
      alternative: `Units at work over ${formatDuration(lastMs)}: ${formatFigure(running)} at most. ${limitSaid}.`,
      note: drawLimit ? undefined : `${limitSaid}${known ? ', which is far above and not drawn' : ''}.`,
      legend: [['units at work', chartColors.main], ...(drawLimit ? [limitLegend] : [])],
      span: 'half',
      spec: (size) => ({
        height: 220,
        data: { values: points },
        encoding: { x: x(size) },
        layer: [
          {
            mark: { type: 'area', interpolate: 'linear', color: chartColors.main, opacity: 0.8 },
            encoding: {
              y: {
                field: 'running',
                type: 'quantitative',
                axis: { title: 'units', tickCount: 4, tickMinStep: 1, format: countFormat },
              },
            },
          },
          ...(drawLimit ? [limitLine] : []),
        ],
      }),
    },
    {
      name: 'throughput',
      title: 'Throughput',
      alternative: `Items per second over ${formatDuration(lastMs)}: ${formatCount(fastest.itemsPerSecond)} at most, ${formatDuration(Math.max(0, fastest.at - startedAt))} after the start. ${countOf(moments.length, 'step')} of equal length.`,
      span: 'half',
      spec: (size) => ({
        height: 220,
        data: { values: points },
        mark: { type: 'line', interpolate: 'linear', strokeWidth: 2, color: chartColors.main },
        encoding: {
          x: x(size),
          y: {
            field: 'itemsPerSecond',
            type: 'quantitative',
            axis: {
              title: 'items per second',
              tickCount: 4,
              format: fastest.itemsPerSecond < 10_000 ? countFormat : '.3~s',
            },
          },
        },
      }),
    },
  ];
}
