import { byId, make, setText } from './dom.js';
import { countOf, formatCount, formatDuration, formatFigure, formatPercent } from './format.js';

/** @import { ProgressView } from '../events.ts' */

const phases = {
  waiting: 'Its execution has started; the run is not open yet.',
  planning: 'Finding the items and cutting them into units.',
  running: 'Units are running.',
  finishing: 'Every unit is done; the data set is being folded.',
};

/** The bar and the figures beside it. */
export class ProgressPanel {
  #bar = byId('bar', HTMLElement);
  #done = byId('bar-done', HTMLElement);
  #failed = byId('bar-failed', HTMLElement);
  #percent = byId('percent', HTMLElement);
  #phase = byId('phase', HTMLElement);
  #facts = byId('facts', HTMLElement);

  /**
   * @param {ProgressView} progress
   * @param {{ elapsedMs: number, over: boolean }} time
   */
  show(progress, { elapsedMs, over }) {
    const { items } = progress;
    const share = shareOf(progress);
    const failed = items.total === 0 ? 0 : Math.min(1, items.failed / items.total);
    this.#done.style.width = `${100 * Math.max(0, share - failed)}%`;
    this.#failed.style.width = `${100 * failed}%`;
    this.#bar.setAttribute('aria-valuenow', String(Math.floor(100 * share)));
    this.#bar.setAttribute('aria-valuetext', describe(progress));
    setText(this.#percent, formatPercent(share));
    this.#phase.hidden = over;
    setText(this.#phase, phaseOf(progress));
    this.#show(factsOf(progress, elapsedMs, over));
  }

  /** @param {readonly Fact[]} facts */
  #show(facts) {
    if (this.#facts.children.length !== facts.length)
      this.#facts.replaceChildren(
        ...facts.map(() => make('div', {}, [make('dt'), make('dd', {}, [make('span'), make('small')])])),
      );
    facts.forEach(({ name, value, more = '', bad = false }, at) => {
      const fact = this.#facts.children[at];
      const [title, told, small] = ['dt', 'dd span', 'dd small'].map((each) => fact?.querySelector(each));
      if (title) setText(title, name);
      if (told) setText(told, value);
      if (small) setText(small, more);
      told?.classList.toggle('bad', bad);
    });
  }
}

/**
 * Share of the items that are done.
 * @param {ProgressView} progress
 */
export function shareOf({ items, phase }) {
  return items.total === 0 ? Number(phase === 'finishing') : Math.min(1, items.done / items.total);
}

/**
 * `1,200 of 4,000 items, 3 failed`.
 * @param {ProgressView} progress
 */
export function describe({ items }) {
  const failed = items.failed === 0 ? '' : `, ${formatCount(items.failed)} failed`;
  return `${formatCount(items.done)} of ${countOf(items.total, 'item')}${failed}`;
}

/** @param {ProgressView} progress */
function phaseOf({ phase, ending }) {
  if (ending !== null) return `It is being ended: ${ending.message}`;
  return phases[phase];
}

/** @typedef {{ name: string, value: string, more?: string, bad?: boolean }} Fact */

/**
 * @param {ProgressView} progress
 * @param {number} elapsedMs
 * @param {boolean} over
 * @returns {Fact[]}
 */
function factsOf(progress, elapsedMs, over) {
  const { items, units, rows, perSecond, remainingMs, limit, maxConcurrency, attempts, backups } = progress;
  /** @type {Fact[]} */
  const facts = [
    { name: 'Items', value: formatCount(items.done), more: `of ${formatCount(items.total)}` },
    {
      name: 'Failed items',
      value: formatCount(items.failed),
      more: items.done === 0 ? '' : `${formatFigure((100 * items.failed) / items.done)} % of those done`,
      bad: items.failed > 0,
    },
    {
      name: 'Units',
      value: formatCount(units.committed),
      more: `of ${formatCount(units.total)}${over ? '' : `, ${formatCount(units.running)} running`}`,
    },
    { name: 'Rows', value: formatCount(rows) },
  ];
  if (!over)
    facts.push(
      {
        name: 'Throughput now',
        value: perSecond === null ? '–' : `${formatFigure(perSecond)} items/s`,
        more: 'over the last 15 s',
      },
      {
        name: 'Time left',
        value: remainingMs === null ? '–' : formatDuration(Math.max(1_000, remainingMs)),
        more: 'at this throughput',
      },
    );
  facts.push({ name: over ? 'Took' : 'Runs for', value: formatDuration(elapsedMs) });
  if (limit !== null)
    facts.push({
      name: over ? 'Last limit' : 'Limit',
      value: countOf(limit, 'unit'),
      more: maxConcurrency === null ? '' : `at most ${formatCount(maxConcurrency)}`,
    });
  if (attempts !== null && attempts.errors + attempts.throttles > 0)
    facts.push({
      name: 'Attempts that failed',
      value: formatCount(attempts.errors),
      more: `of ${formatCount(attempts.total)}, ${countOf(attempts.throttles, 'throttle')}`,
    });
  if (backups !== null && backups > 0) facts.push({ name: 'Backup copies', value: formatCount(backups) });
  return facts;
}
