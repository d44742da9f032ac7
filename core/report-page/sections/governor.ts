import type { GovernAct } from '../../contracts/govern.ts';
import type { RunReport } from '../../contracts/report.ts';
import { countOf, formatCount } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import { momentsCharts } from '../charts/moments-charts.ts';
import { renderChart } from '../charts/render-chart.ts';
import { type Html, html } from '../html/html.ts';
import { type Column, renderTable } from '../html/table.ts';
import { foreign, type Section } from './section.ts';

/** Decisions shown at once; the others unfold. */
const shownAtOnce = 12;

/** How the run adapted: units at work, limit and throughput over time, and every decision with its reason. */
export async function governorSection(report: RunReport): Promise<Section> {
  const charts: Html[] = [];
  for (const chart of momentsCharts(report)) charts.push(await renderChart(chart));
  return {
    id: 'governor',
    heading: 'Governor',
    content: html`${charts.length > 0 && html`<div class="columns">${charts}</div>`}
${renderActs(report)}`,
  };
}

function renderActs({ acts, timing }: RunReport): Html {
  if (acts.length === 0)
    return html`<p>The governor changed nothing: no limit was moved, no unit copied.</p>`;
  const startedAt = Date.parse(timing.startedAt);
  const columns: Column<GovernAct>[] = [
    { head: 'after', number: true, cell: ({ at }) => formatDuration(at - startedAt) },
    { head: 'what', cell: describeAct },
    { head: 'why', cell: explainAct },
  ];
  const [first, rest] = [acts.slice(0, shownAtOnce), acts.slice(shownAtOnce)];
  return html`${renderTable(rest.length === 0 ? 'Decisions' : `The first ${first.length} of ${countOf(acts.length, 'decision')}`, columns, first)}
${rest.length > 0 && html`<details><summary>${countOf(rest.length, 'further decision')}</summary>${renderTable('Further decisions', columns, rest)}</details>`}`;
}

function describeAct(act: GovernAct): string {
  switch (act.kind) {
    case 'limit':
      return `limit ${formatCount(act.from)} → ${formatCount(act.to)}`;
    case 'backup':
      return `backup copy of unit ${formatCount(act.unit)}`;
    case 'rescue':
      return `rescue of unit ${formatCount(act.unit)}`;
    case 'end':
      return 'ended the run';
  }
}

function explainAct(act: GovernAct): Html | string {
  switch (act.kind) {
    case 'limit':
      return foreign(act.reason.text);
    case 'backup':
      return `it had run ${formatDuration(act.ranMs)}, the median is ${formatDuration(act.medianMs)}`;
    case 'rescue':
      return `its attempt had been silent for ${formatDuration(act.silentMs)}`;
    case 'end':
      return html`<code>${foreign(act.reason)}</code> ${foreign(act.message)}`;
  }
}
