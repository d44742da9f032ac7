import { byId, make, setText } from './dom.js';
import { countOf, formatBytes, formatCount, formatDuration, formatFigure } from './format.js';

/** @import { EndView } from '../events.ts' */

const titles = {
  SUCCEEDED: 'The run succeeded',
  FAILED: 'The run failed',
  REJECTED: 'The run was refused: nothing was started',
};

/** How the run ended, and how to go on. */
export class EndPanel {
  #section = byId('end', HTMLElement);
  #title = byId('end-title', HTMLElement);
  #body = byId('end-body', HTMLElement);

  clear() {
    this.#section.hidden = true;
  }

  /** @param {EndView} end */
  show(end) {
    this.#section.hidden = false;
    this.#section.dataset.status = end.status;
    setText(this.#title, titleOf(end));
    /** @type {HTMLElement[]} */
    const parts = [];
    if (end.error !== null)
      parts.push(make('p', { class: 'why', text: `${end.error.code}: ${end.error.message}` }));
    const totals = describeTotals(end);
    if (totals !== '') parts.push(make('p', { text: totals }));
    if (end.dataset !== null)
      parts.push(
        make('p', {}, [
          make('span', { text: `Data set, ${formatBytes(end.dataset.bytes)}: ` }),
          make('code', { text: end.dataset.uri }),
        ]),
      );
    if (end.reports.length > 0)
      parts.push(
        make(
          'p',
          {},
          end.reports.flatMap(({ label, href }, at) => [
            ...(at > 0 ? [document.createTextNode(' · ')] : []),
            make('a', { text: label, attributes: { href } }),
          ]),
        ),
      );
    for (const { text, command } of end.next) {
      parts.push(make('p', { text }));
      if (command !== null) parts.push(make('code', { class: 'command', text: command }));
    }
    this.#body.replaceChildren(...parts);
  }
}

/** @param {EndView} end */
export function titleOf({ status, completionReason }) {
  if (status === 'FAILED' && completionReason === 'STOPPED') return 'The run was stopped';
  return titles[status];
}

/** @param {EndView} end */
function describeTotals({ totals, wallMs, speedup, usd }) {
  if (totals === null) return '';
  const { items, rows } = totals;
  const facts = [
    `${formatCount(items.succeeded)} of ${countOf(items.total, 'item')} succeeded`,
    ...(items.failed > 0 ? [`${formatCount(items.failed)} failed`] : []),
    ...(items.notRun > 0 ? [`${formatCount(items.notRun)} not run`] : []),
    countOf(rows, 'row'),
    ...(wallMs === null ? [] : [formatDuration(wallMs)]),
    ...(speedup === null || speedup <= 0
      ? []
      : [`${formatFigure(speedup)} times as fast as one after the other`]),
    ...(usd === null || usd <= 0 ? [] : [`$${usd < 1 ? usd.toFixed(4) : usd.toFixed(2)} at AWS's prices`]),
  ];
  return `${facts.join(', ')}.`;
}
