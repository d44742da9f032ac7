import type { RunReport } from '../../contracts/report.ts';
import type { Prediction } from '../../contracts/report-details.ts';
import { countOf, formatCount, formatFigure, formatShare } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import { type Html, type HtmlValue, html } from '../html/html.ts';
import { renderPrediction } from './prediction.ts';
import { foreign } from './section.ts';

/** The three figures that matter, each with its formula and the numbers in it, and what was foretold of the run. */
export function renderFigures(report: RunReport): Html {
  return html`<section class="figures" aria-label="The three figures that matter">
${renderTimeReduction(report)}
${renderUtilization(report)}
${renderFailureRate(report)}
${renderPrediction(report)}
</section>
`;
}

function renderFigure(name: string, value: string, formula: HtmlValue, details: HtmlValue): Html {
  return html`<article class="figure"><h2>${name}</h2><p class="value">${value}</p><p class="formula">${formula}</p>${details}</article>`;
}

function renderTimeReduction({ timing, items, generation, prediction }: RunReport): Html {
  const { sequentialMs, wallMs, speedup } = timing;
  const name = 'Total execution time reduction';
  const formula = html`1 − wall time ÷ sum of item times<br>= 1 − ${formatDuration(wallMs)} ÷ ${formatDuration(sequentialMs)}`;
  if (sequentialMs === 0) {
    return renderFigure(name, '–', 'No item ran, so there is no time to reduce.', html``);
  }
  const continued = generation > 1 && html`<p>Of the last execution; all else is of the whole run.</p>`;
  const saved = 1 - wallMs / sequentialMs;
  const pilot = prediction !== null && renderAgainstPilot(prediction, wallMs);
  const times = `${formatFigure(speedup)} × as fast as ${items.total === 1 ? 'the item alone' : 'one item after the other'}`;
  // Of a run that is slower than its items are, the reduction is negative; the factor says it better.
  if (saved < 0) {
    return renderFigure(
      name,
      'none',
      formula,
      html`<p>${times}: the items are too small for what it takes to fan them out.</p>${pilot}${continued}`,
    );
  }
  return renderFigure(name, formatShare(saved), formula, html`<p>${times}.</p>${pilot}${continued}`);
}

/** The same against items that all take as long as those of the pilot, which ran while few ran at once. */
function renderAgainstPilot({ againstPilot, pilot }: Prediction, wallMs: number): Html {
  const saved = againstPilot > 1 ? `${formatShare(1 - 1 / againstPilot)}, ` : '';
  const items = pilot.itemMs === 0 ? 0 : (againstPilot * wallMs) / pilot.itemMs;
  return html`<p>Against the pilot: ${saved}${formatFigure(againstPilot)} × as fast. <span class="formula">Pilot's item time × items ÷ wall time = ${formatDuration(pilot.itemMs)} × ${formatCount(items)} ÷ ${formatDuration(wallMs)}</span></p>`;
}

function renderUtilization({ utilization: { busyMs, provisionedMs, ratio } }: RunReport): Html {
  const name = 'Resource utilization efficiency';
  if (provisionedMs === 0) return renderFigure(name, '–', 'Nothing was provisioned.', html``);
  return renderFigure(
    name,
    formatShare(ratio),
    html`busy ÷ provisioned<br>= ${formatDuration(busyMs)} ÷ ${formatDuration(provisionedMs)}`,
    html`<p>Busy is the run time of items. Provisioned is billed time × slots (items a unit may run side by side), init included.</p>`,
  );
}

function renderFailureRate({ environments, worstUnits, items }: RunReport): Html {
  const name = 'Task failure rate per thread';
  if (environments.total === 0)
    return renderFigure(name, '–', 'No execution environment ran an item.', html``);
  const [environment] = environments.worst;
  const [unit] = worstUnits;
  const failedOf = (failed: number, all: number): string =>
    `${formatCount(failed)} of ${countOf(all, 'item')}`;
  return renderFigure(
    name,
    formatShare(environments.meanFailureRate),
    html`failed ÷ items, mean over ${countOf(environments.total, 'execution environment')}`,
    html`<dl>
<div><dt>All items</dt><dd>${items.total === 0 ? '–' : formatShare(items.failed / items.total)}, ${failedOf(items.failed, items.total)}</dd></div>
<div><dt>Worst environment</dt><dd>${environment === undefined ? 'none failed an item' : html`${formatShare(environment.failureRate)}, ${failedOf(environment.failed, environment.items)}: ${foreign(environment.environment)}`}</dd></div>
<div><dt>Worst unit</dt><dd>${unit === undefined ? 'none failed an item' : html`${formatShare(unit.failureRate)}, ${failedOf(unit.failed, unit.items)}: unit ${formatCount(unit.unit)}`}</dd></div>
</dl>`,
  );
}
