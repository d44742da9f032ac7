import type { RunReport } from '../../contracts/report.ts';
import type { Pilot } from '../../contracts/report-details.ts';
import { countOf, formatDollars, formatShare } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import { type Html, html } from '../html/html.ts';
import { renderTable } from '../html/table.ts';

/** A line of the comparison: what the pilot foretold, and what came. */
interface Compared {
  what: string;
  predicted: number;
  actual: number;
  show: (value: number) => string;
}

/** What the pilot foretold beside what came, with the formula; nothing where no unit ran. */
export function renderPrediction({ prediction, generation }: RunReport): Html {
  if (prediction === null) return html``;
  const { pilot, predicted, actual } = prediction;
  const rows: Compared[] = [
    {
      what: 'time of the units',
      predicted: predicted.fanOutMs,
      actual: actual.fanOutMs,
      show: formatDuration,
    },
    { what: 'cost of the run', predicted: predicted.usd, actual: actual.usd, show: formatDollars },
  ];
  return html`<article class="figure wide"><h2>Predicted against actual</h2>
<p class="value">${describeDifference(predicted.fanOutMs, actual.fanOutMs)}</p>
<p class="formula">units ÷ slots × (own time + items of a unit × item time ÷ items side by side), with Lambda's and the governor's ramp<br>from the pilot, ${describePilot(pilot)}</p>
${renderTable<Compared>(
  'What the pilot foretold, and what came',
  [
    { head: 'what', cell: ({ what }) => what },
    { head: 'predicted', number: true, cell: ({ show, predicted }) => show(predicted) },
    { head: 'actual', number: true, cell: ({ show, actual }) => show(actual) },
    { head: 'difference', number: true, cell: ({ predicted, actual }) => signedShare(predicted, actual) },
  ],
  rows,
)}
<p>The pilot ran while few units ran at once. Retries, failures and units slower than others are not foretold.${generation > 1 && ' The time is of the last execution, the cost of the whole run.'}</p></article>`;
}

function describePilot({ units, items, itemMs, ownMs, startMs }: Pilot): string {
  const own = `a unit's own time ${formatDuration(ownMs)}`;
  const start = startMs > 0 ? `, a new environment ${formatDuration(startMs)}` : '';
  return `the ${units === 1 ? 'first unit' : `first ${countOf(units, 'unit')}`} (${countOf(items, 'item')}): an item ${formatDuration(itemMs)}, ${own}${start}`;
}

/** In words: `12 % longer`. */
function describeDifference(predicted: number, actual: number): string {
  const share = differenceOf(predicted, actual);
  if (Math.abs(share) < 0.005) return 'as predicted';
  return `${formatShare(Math.abs(share))} ${share > 0 ? 'longer' : 'shorter'}`;
}

function signedShare(predicted: number, actual: number): string {
  const share = differenceOf(predicted, actual);
  const sign = share > 0 ? '+' : share < 0 ? '−' : '';
  return `${sign}${formatShare(Math.abs(share))}`;
}

/** How much more came than was predicted. */
function differenceOf(predicted: number, actual: number): number {
  return predicted === 0 ? 0 : actual / predicted - 1;
}
