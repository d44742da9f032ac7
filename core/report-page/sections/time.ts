import type { RunReport } from '../../contracts/report.ts';
import type { TimelineUnit, TimeQuantiles } from '../../contracts/report-details.ts';
import { countOf, formatCount, formatFigure } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import { histogramChart } from '../charts/histogram-chart.ts';
import { phaseNames, phasesChart } from '../charts/phases-chart.ts';
import { renderChart } from '../charts/render-chart.ts';
import { timelineChart } from '../charts/timeline-chart.ts';
import { type Html, html } from '../html/html.ts';
import { type Column, renderTable } from '../html/table.ts';
import type { Section } from './section.ts';

/** What took the time: phases, distributions, timeline, stragglers and what was done about them, memory. */
export async function timeSection(report: RunReport): Promise<Section> {
  const { phases, histograms, timing } = report;
  const heading = 'Time';
  if (report.timeline.total === 0) {
    return { id: 'time', heading, content: html`<p>No unit was committed, so there are no times.</p>` };
  }
  const charts = {
    phases: phasesChart(phases),
    units: histogramChart('unit', histograms.units, timing.units),
    items: histogramChart('item', histograms.items, timing.items),
    timeline: timelineChart(report),
  };
  const draw = async (chart: (typeof charts)[keyof typeof charts]) => chart && (await renderChart(chart));
  return {
    id: 'time',
    heading,
    content: html`<div class="columns">${await draw(charts.phases)}<div>${renderPhases(report)}</div></div>
<div class="columns">${await draw(charts.units)}${await draw(charts.items)}</div>
${await draw(charts.timeline)}
<h3>Stragglers</h3>
${renderBackups(report)}
${renderSlowest(report)}
<h3>Memory</h3>
${renderMemory(report)}`,
  };
}

function renderPhases({ phases, timing }: RunReport): Html {
  const quantiles: Column<[string, TimeQuantiles]>[] = (['p50', 'p90', 'p99', 'max'] as const).map(
    (name) => ({
      head: name,
      number: true,
      cell: ([, times]) => formatDuration(times[name]),
    }),
  );
  const rows: [string, TimeQuantiles][] = [
    ...phaseNames.map(([key, name]): [string, TimeQuantiles] => [name, phases[key]]),
    ['one item', timing.items],
  ];
  return html`${renderTable('Times of units by phase, and of items', [{ head: 'phase', cell: ([name]) => name }, ...quantiles], rows)}
<p class="note">Each column is a quantile of its own phase, so columns don't add up. <b>Queued</b> is from the start of a unit's child workflow to its invocation, <b>run</b> its items' run time divided by those that ran side by side, <b>commit</b> claim and commit in the ledger, <b>total</b> from begin to end of the handler.</p>`;
}

function renderBackups({ backups }: RunReport): Html {
  const { started, won, rescued } = backups;
  if (started + rescued === 0) return html`<p>No backup copy was started, and no unit's attempt died.</p>`;
  return html`<p>${countOf(started, 'backup copy').replace('copys', 'copies')} of slow units started, ${formatCount(won)} of them committed first; ${countOf(rescued, 'unit')} rescued whose attempt had died.</p>`;
}

function renderSlowest({ slowest, timing }: RunReport): Html {
  const startedAt = Date.parse(timing.startedAt);
  const took = (unit: TimelineUnit): number => unit.endedAt - unit.startedAt;
  return renderTable<TimelineUnit>(
    'The slowest units',
    [
      {
        head: 'unit',
        cell: ({ unit, backup }) => html`${formatCount(unit)}${backup && html` <small>backup copy</small>`}`,
      },
      {
        head: 'took',
        number: true,
        cell: (unit) =>
          html`${formatDuration(took(unit))}${unit.initMs > 0 && html` <small>and ${formatDuration(unit.initMs)} init</small>`}`,
      },
      {
        head: '× median',
        number: true,
        cell: (unit) => (timing.units.p50 === 0 ? '–' : formatFigure(took(unit) / timing.units.p50)),
      },
      {
        head: 'started after',
        number: true,
        cell: (unit) => (unit.startedAt < startedAt ? '–' : formatDuration(unit.startedAt - startedAt)),
      },
      { head: 'items', number: true, cell: ({ items }) => formatCount(items) },
      { head: 'failed', number: true, cell: ({ failed }) => formatCount(failed) },
    ],
    slowest,
  );
}

function renderMemory({ memory: { limitMb, peakMb } }: RunReport): Html {
  if (peakMb === null) {
    return html`<p>Units may take ${formatCount(limitMb)} MiB; what they took isn't known.</p>`;
  }
  const share = limitMb === 0 ? 0 : peakMb / limitMb;
  return html`<p>The largest unit took ${formatCount(peakMb)} MiB of the ${formatCount(limitMb)} MiB that it may take (${Math.round(share * 100)} %).</p>`;
}
