import type { RunReport } from '../../contracts/report.ts';
import type { CostLine } from '../../contracts/report-details.ts';
import { formatDollars, formatFigure } from '../../format/numbers.ts';
import { html } from '../html/html.ts';
import { renderTable } from '../html/table.ts';
import { foreign, type Section } from './section.ts';

/** What the run cost, line by line, and for a million items. */
export function costSection({ cost }: RunReport): Section {
  const { lines, usd, perMillionItemsUsd, region, pricesAsOf } = cost;
  const most = Math.max(0, ...lines.map((line) => line.usd));
  const ordered = [...lines].sort((a, b) => b.usd - a.usd);
  return {
    id: 'cost',
    heading: 'Cost',
    content: html`<p class="sum"><b>${formatDollars(usd)}</b> for the run${perMillionItemsUsd !== null && html`, <b>${formatDollars(perMillionItemsUsd)}</b> for a million items like these`}.</p>
${
  lines.length > 0 &&
  renderTable<CostLine>(
    'Cost by line, US dollars',
    [
      {
        head: 'what',
        cell: (line) =>
          html`${foreign(line.what)} <small>${formatFigure(line.quantity)} ${foreign(line.unit)} × ${writePrice(line.price)}</small>`,
      },
      { head: 'USD', number: true, cell: (line) => formatDollars(line.usd) },
      { head: 'share', cell: (line) => renderShare(line.usd, usd, most) },
    ],
    ordered,
  )
}
<p class="note">AWS prices of ${foreign(region)} as of ${foreign(pricesAsOf)}; free tiers are not counted. A run in a local cloud costs nothing: these are the dollars of a run on AWS with the same counts and times.</p>`,
  };
}

function renderShare(usd: number, all: number, most: number) {
  const share = all === 0 ? 0 : usd / all;
  const width = most === 0 ? 0 : (usd / most) * 100;
  return html`<span class="bar"><span style="width:${width.toFixed(1)}%"></span></span> ${Math.round(share * 100)} %`;
}

/** A price for one, which may be a millionth of a cent: `$0.0000133334`. */
function writePrice(usd: number): string {
  return `$${usd.toLocaleString('en-US', { maximumSignificantDigits: 6, maximumFractionDigits: 12 })}`;
}
