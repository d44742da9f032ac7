import type { RunReport } from '../../contracts/report.ts';
import type { FailureGroup } from '../../contracts/report-details.ts';
import { countOf, formatCount, formatShare } from '../../format/numbers.ts';
import { address, type Html, html } from '../html/html.ts';
import { renderTable } from '../html/table.ts';
import type { PageLinks } from '../links.ts';
import { foreign, type Section } from './section.ts';

/** Beside the page, in S3 as in the folder of `--out`. */
const recordsFile = 'failures.jsonl';

/** What failed, like with like, each with its record and log; where it failed most. */
export function failuresSection(report: RunReport, links: PageLinks): Section {
  const { items, failureGroups, environments, worstUnits } = report;
  const heading = 'Failures';
  if (items.failed === 0) return { id: 'failures', heading, content: html`<p>No item failed.</p>` };
  const grouped = failureGroups.reduce((sum, { count }) => sum + count, 0);
  return {
    id: 'failures',
    heading,
    content: html`<p>${countOf(items.failed, 'item')} failed. Each has a record in <a href="${recordsFile}">${recordsFile}</a> beside this page: find one by its number, as <code>"item":17,</code>.</p>
<ol class="groups">${failureGroups.map((group) => renderGroup(group, items.failed, links))}</ol>
${grouped < items.failed && html`<p class="note">${countOf(items.failed - grouped, 'failed item')} of further kinds are in the records only.</p>`}
<div class="columns">
<div>${
      environments.worst.length > 0 &&
      renderTable(
        'Execution environments with the highest failure rate',
        [{ head: 'environment', cell: ({ environment }) => foreign(environment) }, ...outcomeColumns()],
        environments.worst,
      )
    }</div>
<div>${
      worstUnits.length > 0 &&
      renderTable(
        'Units with the highest failure rate',
        [{ head: 'unit', cell: ({ unit }) => formatCount(unit) }, ...outcomeColumns()],
        worstUnits,
      )
    }</div>
</div>`,
  };
}

interface Outcome {
  readonly items: number;
  readonly failed: number;
  readonly failureRate: number;
}

function outcomeColumns() {
  return [
    { head: 'items', number: true, cell: ({ items }: Outcome) => formatCount(items) },
    { head: 'failed', number: true, cell: ({ failed }: Outcome) => formatCount(failed) },
    { head: 'rate', number: true, cell: ({ failureRate }: Outcome) => formatShare(failureRate) },
  ];
}

function renderGroup(
  { code, name, message, count, examples }: FailureGroup,
  all: number,
  links: PageLinks,
): Html {
  return html`<li><h3><b>${formatCount(count)}</b> <code>${foreign(code)}</code> ${foreign(name)} <span class="note">${formatShare(count / all)} of failures</span></h3>
<p class="message">${foreign(message)}</p>
<ul>${examples.map((example) => renderExample(example, message, links))}</ul></li>
`;
}

function renderExample(
  { item, unit, message, record, log }: FailureGroup['examples'][number],
  ofGroup: string,
  links: PageLinks,
): Html {
  const object = links.object(record);
  return html`<li>Item ${formatCount(item)}, unit ${formatCount(unit)}${message !== ofGroup && html`: ${foreign(message)}`}
<span class="links"><a href="${recordsFile}">record<span class="unseen"> of item ${formatCount(item)}</span></a>${object !== undefined && html` <a href="${address(object)}">record in S3<span class="unseen"> of item ${formatCount(item)}</span></a>`} ${renderLog(log, item, links)}</span></li>
`;
}

function renderLog(log: FailureGroup['examples'][number]['log'], item: number, links: PageLinks): Html {
  if (log === null) return html`<span class="note">no log known</span>`;
  const place = html`<span class="note">${foreign(log.group)} ${foreign(log.stream)}</span>`;
  const link = links.log(log);
  if (link === undefined) return html`log: ${place}`;
  return html`<a href="${address(link)}">log<span class="unseen"> of item ${formatCount(item)}</span></a> ${place}`;
}
