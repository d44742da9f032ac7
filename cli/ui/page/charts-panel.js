import { drawChart } from './chart.js';
import { byId } from './dom.js';
import { formatCount, formatFigure } from './format.js';

/** @import { ActView, SeriesView } from '../events.ts' */

/** Limit against running units over time, and throughput over time. */
export class ChartsPanel {
  #concurrency = byId('concurrency-chart', SVGSVGElement);
  #throughput = byId('throughput-chart', SVGSVGElement);
  /** @type {SeriesView | undefined} */
  #series;
  /** @type {readonly ActView[]} */
  #acts = [];

  constructor() {
    new ResizeObserver(() => this.draw()).observe(this.#concurrency);
  }

  /** @param {SeriesView} series */
  takeSeries(series) {
    this.#series = series;
  }

  /** @param {readonly ActView[]} acts */
  takeActs(acts) {
    this.#acts = acts;
  }

  draw() {
    const series = this.#series;
    if (series === undefined) return;
    const { from, stepMs, running, perSecond, limit } = series;
    drawChart(this.#concurrency, {
      stepMs,
      lines: [
        { values: running, name: 'running', filled: true },
        { values: limit, name: 'limit', filled: false },
      ],
      marks: this.#acts.map((act) => ({ at: act.at - from, shape: shapeOf(act), text: act.text })),
    });
    drawChart(this.#throughput, { stepMs, lines: [{ values: perSecond, name: 'throughput', filled: true }] });
    label(
      this.#concurrency,
      `Units running and the limit over time. Running last ${formatFigure(running.at(-1) ?? 0)}, at most ${formatFigure(Math.max(0, ...running))}; limit ${describeLimit(limit)}; ${formatCount(this.#acts.length)} decisions, which are listed below.`,
    );
    label(
      this.#throughput,
      `Items a second over time. Last ${formatFigure(perSecond.at(-1) ?? 0)}, at most ${formatFigure(Math.max(0, ...perSecond))}.`,
    );
  }
}

/** @param {readonly (number | null)[]} limit */
function describeLimit(limit) {
  const told = limit.filter((each) => each !== null);
  if (told.length === 0) return 'not known yet';
  return `last ${formatCount(told.at(-1) ?? 0)}, from ${formatCount(Math.min(...told))} to ${formatCount(Math.max(...told))}`;
}

/** @param {ActView} act */
function shapeOf({ change }) {
  if (change === null) return '◆';
  return change.to > change.from ? '▲' : '▼';
}

/**
 * @param {Element} element
 * @param {string} text
 */
function label(element, text) {
  if (element.getAttribute('aria-label') !== text) element.setAttribute('aria-label', text);
}
