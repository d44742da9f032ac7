import type { TimeQuantiles, UnitPhases } from '../../contracts/report-details.ts';
import { formatDuration } from '../../format/time.ts';
import type { Chart } from './chart.ts';
import { chartColors, quantileColors } from './chart-theme.ts';
import { logTicks, roomForLabel, timeLabel } from './time-axis.ts';

/** The phases of a unit in their order, as the page names them. */
export const phaseNames = [
  ['queued', 'queued'],
  ['coldStart', 'cold start'],
  ['download', 'download'],
  ['run', 'run'],
  ['upload', 'upload'],
  ['commit', 'commit'],
  ['total', 'total'],
] as const satisfies readonly (readonly [keyof UnitPhases, string])[];

const quantileNames = ['p50', 'p90', 'p99', 'max'] as const satisfies readonly (keyof TimeQuantiles)[];

/**
 * Where the time of units went: each phase's quantiles on one logarithmic axis.
 * @returns undefined if there is nothing to draw
 */
export function phasesChart(phases: UnitPhases): Chart | undefined {
  const points = phaseNames.flatMap(([key, phase]) =>
    quantileNames.map((quantile) => ({ phase, quantile, ms: phases[key][quantile] })),
  );
  // A logarithmic axis has no 0, and what takes less than 10 µs takes nothing.
  const drawn = points.filter(({ ms }) => ms >= 0.01);
  if (drawn.length === 0) return undefined;
  const times = drawn.map(({ ms }) => ms);
  const [from, to] = [Math.min(...times) / 1.3, Math.max(...times) * 1.3];
  const spans = phaseNames.flatMap(([, phase]) => {
    const own = drawn.filter((point) => point.phase === phase).map(({ ms }) => ms);
    return own.length === 0 ? [] : [{ phase, from: Math.min(...own), to: Math.max(...own) }];
  });
  const names = phaseNames.map(([, phase]) => phase);
  const said = phaseNames.map(
    ([key, phase]) =>
      `${phase} ${formatDuration(phases[key].p50)}, at most ${formatDuration(phases[key].max)}`,
  );
  return {
    name: 'phases',
    title: "Where a unit's time goes",
    alternative: `Times of a unit's phases, the median and the longest: ${said.join('; ')}. The table has the same figures.`,
    note: 'Times under 10 µs are not drawn.',
    legend: quantileNames.map((name, at) => [name, quantileColors[at] ?? chartColors.main]),
    span: 'half',
    spec: ({ narrow }) => ({
      height: 240,
      encoding: {
        y: {
          field: 'phase',
          type: 'nominal',
          sort: names,
          scale: { domain: names },
          axis: { title: null, minExtent: 66, maxExtent: 66, labelColor: chartColors.text, grid: true },
        },
      },
      layer: [
        {
          data: { values: spans },
          mark: { type: 'rule', color: chartColors.muted, strokeWidth: 2, opacity: 0.5 },
          encoding: {
            x: {
              field: 'from',
              type: 'quantitative',
              scale: { type: 'log', domain: [from, to], nice: false },
              axis: {
                title: 'time (logarithmic)',
                values: logTicks(from, to, roomForLabel(narrow)),
                labelExpr: timeLabel,
                grid: true,
              },
            },
            x2: { field: 'to' },
          },
        },
        {
          data: { values: drawn },
          mark: { type: 'point', filled: true, size: 80, opacity: 1 },
          encoding: {
            x: { field: 'ms', type: 'quantitative' },
            color: {
              field: 'quantile',
              type: 'nominal',
              scale: { domain: [...quantileNames], range: [...quantileColors] },
            },
          },
        },
      ],
    }),
  };
}
