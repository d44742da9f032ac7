import type { RunReport } from '../../contracts/report.ts';
import { formatBytes } from '../../format/bytes.ts';
import { countOf, formatCount } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import { address, type Html, html } from '../html/html.ts';
import type { PageLinks } from '../links.ts';
import { foreign } from './section.ts';

/** How the run ended: its name, its status in words, its counts, its data set. */
export function renderVerdict(report: RunReport, links: PageLinks): Html {
  const { task, runId, generation, timing, status, error } = report;
  return html`<header>
<p class="run">fanfold run ${foreign(runId)}, generation ${generation}</p>
<h1>${foreign(task)}</h1>
<p class="verdict ${status === 'SUCCEEDED' ? 'good' : 'bad'}"><strong>${status}</strong> ${describeEnd(report)}</p>
${error && html`<p class="error"><code>${foreign(error.code)}</code> ${foreign(error.message)}</p>`}
<p class="note">${writeTime(timing.startedAt)} to ${writeTime(timing.endedAt)} (UTC)</p>
<dl class="counts">
${renderCounts('Items', report.items)}
${renderCounts('Units', report.units)}
${renderDataset(report, links)}
</dl>
</header>
`;
}

/** One sentence on how it ended. */
export function describeEnd({ status, completionReason, items, timing }: RunReport): string {
  const wall = formatDuration(timing.wallMs);
  if (items.total === 0 && status === 'SUCCEEDED') return `after ${wall}: the source holds no items.`;
  const all = countOf(items.total, 'item');
  if (status === 'SUCCEEDED' && items.failed === 0) return `All ${all} done in ${wall}.`;
  const failed = `${formatCount(items.failed)} of ${all} failed`;
  if (status === 'SUCCEEDED') return `${failed} in ${wall}, within what is tolerated.`;
  return `after ${wall}: ${reasons[completionReason]}; ${failed}, ${formatCount(items.notRun)} were not run.`;
}

const reasons: Readonly<Record<RunReport['completionReason'], string>> = {
  ALL_COMPLETED: 'all units completed',
  TOLERANCE_EXCEEDED: 'more items failed than are tolerated',
  INCOMPLETE: 'not all units completed',
  STOPPED: 'it was stopped',
  SOURCE_CHANGED: 'its source changed while it ran',
};

function renderCounts(what: string, counts: RunReport['items']): Html {
  const parts = [
    `${formatCount(counts.succeeded)} succeeded`,
    ...(counts.failed > 0 ? [`${formatCount(counts.failed)} failed`] : []),
    ...(counts.notRun > 0 ? [`${formatCount(counts.notRun)} not run`] : []),
  ];
  return html`<div><dt>${what}</dt><dd><b>${formatCount(counts.total)}</b> <span>${parts.join(', ')}</span></dd></div>`;
}

function renderDataset({ dataset, rows }: RunReport, links: PageLinks): Html {
  if (dataset === null)
    return html`<div><dt>Data set</dt><dd><b>none</b> <span>not delivered</span></dd></div>`;
  const link = links.object(dataset.uri);
  const uri =
    link === undefined ? foreign(dataset.uri) : html`<a href="${address(link)}">${foreign(dataset.uri)}</a>`;
  const compressed = dataset.compress !== 'none' && html`, ${foreign(dataset.compress)}`;
  const objects = dataset.objects.length === 1 ? '' : `, ${formatCount(dataset.objects.length)} objects`;
  return html`<div><dt>Data set</dt><dd><b>${countOf(rows, 'row')}</b> <span>${formatBytes(dataset.bytes)}, ${foreign(dataset.format)}${compressed}${objects}</span> <span class="uri">${uri}</span></dd></div>`;
}

/** `2026-11-28 14:57:24`. */
function writeTime(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
}
