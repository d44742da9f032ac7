import type { TimeHistogram, TimeQuantiles } from '../../contracts/report-details.ts';
import { countOf, formatCount } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import type { Chart } from './chart.ts';
import { chartColors } from './chart-theme.ts';
import { joinBars } from './histogram-bars.ts';
import { spreadLabels } from './spread-labels.ts';
import { countFormat, logTicks, roomForLabel, timeLabel } from './time-axis.ts';

const quantileNames = ['p50', 'p90', 'p99'] as const;

/**
 * How many items or units took how long, over a logarithmic axis of time.
 * @returns undefined if there is nothing to draw
 */
export function histogramChart(
  noun: 'item' | 'unit',
  histogram: TimeHistogram,
  quantiles: TimeQuantiles,
): Chart | undefined {
  // A logarithmic axis has no 0.
  const bars = joinBars(histogram).map((bar) => ({
    ...bar,
    fromMs: bar.fromMs === 0 ? bar.toMs / 2 : bar.fromMs,
  }));
  const [first, last] = [bars.at(0), bars.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const domain = [first.fromMs, Math.max(last.toMs, first.fromMs * 1.1)];
  const [from = 0, to = 0] = domain;
  const marks = quantileNames
    .map((name) => ({ name, ms: quantiles[name] }))
    .filter(({ ms }) => ms >= from && ms <= to);
  const most = bars.reduce((max, bar) => (bar.count > max.count ? bar : max), first);
  const listed = [...quantileNames, 'max' as const].map(
    (name) => `${name} ${formatDuration(quantiles[name])}`,
  );
  return {
    name: `${noun}-times`,
    title: noun === 'item' ? 'How long items ran' : 'How long units took',
    alternative: `Histogram of the times of ${countOf(total, noun)}: ${listed.join(', ')}. The highest bar, ${formatCount(most.count)}, is at ${formatDuration(most.fromMs)} to ${formatDuration(most.toMs)}.`,
    note: `${listed.join(' · ')}`,
    span: 'half',
    spec: ({ narrow }) => ({
      height: 220,
      layer: [
        {
          data: { values: bars },
          mark: { type: 'rect', color: chartColors.main, stroke: 'var(--ground)', strokeWidth: 0.5 },
          encoding: {
            x: {
              field: 'fromMs',
              type: 'quantitative',
              scale: { type: 'log', domain, nice: false },
              axis: {
                title: 'time (logarithmic)',
                values: logTicks(from, to, roomForLabel(narrow)),
                labelExpr: timeLabel,
              },
            },
            x2: { field: 'toMs' },
            y2: { datum: 0 },
            y: {
              field: 'count',
              type: 'quantitative',
              axis: {
                title: `${noun}s`,
                tickCount: 4,
                tickMinStep: 1,
                format: total < 10_000 ? countFormat : '.3~s',
              },
            },
          },
        },
        {
          data: { values: marks },
          mark: { type: 'rule', color: chartColors.text, strokeDash: [3, 3] },
          encoding: { x: { field: 'ms', type: 'quantitative' } },
        },
        {
          data: { values: spreadLabels(marks, from, to) },
          mark: {
            type: 'text',
            align: { expr: "datum.atEnd ? 'right' : 'left'" },
            dy: -6,
            fontSize: 12,
            color: chartColors.text,
          },
          encoding: {
            x: { field: 'ms', type: 'quantitative' },
            y: { value: 0 },
            text: { field: 'name' },
          },
        },
      ],
    }),
  };
}
