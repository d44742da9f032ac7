import { byId, make, setText } from './dom.js';
import { countOf, formatCount, formatDuration } from './format.js';
import { drawHeatMap, steps } from './heat-map.js';

/** @import { CellView, UnitsView } from '../events.ts' */
/** @import { Grid } from './heat-map.js' */
/** @import { Clock } from './clock.js' */

/** The heat map of units, its legend, and a slider that tells of one cell. */
export class UnitsPanel {
  #canvas = byId('units-map', HTMLCanvasElement);
  #legend = byId('units-legend', HTMLElement);
  #picker = byId('picker', HTMLElement);
  #slider = byId('unit-slider', HTMLInputElement);
  #label = byId('unit-label', HTMLElement);
  #told = byId('unit-told', HTMLElement);
  /** @type {CellView[]} */
  #cells = [];
  /** @type {Omit<UnitsView, 'cells'>} */
  #head = { total: 0, perCell: 1, typicalMs: 0 };
  /** @type {Grid} */
  #grid = { size: 1, columns: 1 };
  /** @type {number | undefined} */
  #chosen;
  #clock;

  /** @param {Clock} clock */
  constructor(clock) {
    this.#clock = clock;
    new ResizeObserver(() => this.draw()).observe(this.#legend);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    this.#slider.addEventListener('input', () => this.#choose(Number(this.#slider.value)));
    this.#canvas.addEventListener('pointermove', (event) => this.#point(event));
    this.#canvas.addEventListener('pointerdown', (event) => this.#point(event));
  }

  clear() {
    this.#cells = [];
    this.#chosen = undefined;
  }

  /** @param {UnitsView} view */
  take({ cells, ...head }) {
    this.#head = head;
    for (const cell of cells) this.#cells[cell.cell] = cell;
  }

  draw() {
    const now = this.#clock.now();
    const { total, typicalMs, perCell } = this.#head;
    this.#grid = drawHeatMap(this.#canvas, { cells: this.#cells, typicalMs, now, chosen: this.#chosen });
    this.#picker.hidden = this.#cells.length === 0;
    this.#slider.max = String(Math.max(0, this.#cells.length - 1));
    setText(this.#label, perCell === 1 ? 'Look at a unit' : `Look at ${formatCount(perCell)} units`);
    this.#showLegend(typicalMs, perCell);
    const committed = this.#cells.reduce((sum, cell) => sum + cell.committed, 0);
    const running = this.#cells.reduce((sum, cell) => sum + cell.running, 0);
    const label = `Heat map of ${countOf(total, 'unit')} by duration: ${formatCount(committed)} done, ${formatCount(running)} running${typicalMs > 0 ? `; half of those that are done took ${formatDuration(typicalMs)} or less` : ''}. The slider below tells of one at a time.`;
    if (this.#canvas.getAttribute('aria-label') !== label) this.#canvas.setAttribute('aria-label', label);
    this.#tell();
  }

  /** @param {number} cell */
  #choose(cell) {
    this.#chosen = cell;
    this.#slider.value = String(cell);
    this.draw();
    // Only now: what a screen reader hears must not change by itself every second.
    this.#slider.setAttribute('aria-valuetext', this.#told.textContent ?? '');
  }

  /** @param {PointerEvent} event */
  #point({ offsetX, offsetY }) {
    const { size, columns } = this.#grid;
    const column = Math.floor(offsetX / size);
    const cell = Math.floor(offsetY / size) * columns + column;
    if (column < columns && cell < this.#cells.length && cell !== this.#chosen) this.#choose(cell);
  }

  #tell() {
    const cell = this.#chosen === undefined ? undefined : this.#cells[this.#chosen];
    const told = cell === undefined ? '' : describeCell(cell, this.#head, this.#clock.now());
    setText(this.#told, told);
  }

  /**
   * @param {number} typicalMs
   * @param {number} perCell
   */
  #showLegend(typicalMs, perCell) {
    const entries = [
      ['waiting', 'waiting'],
      ['running', 'running, by its time so far'],
      ...(typicalMs > 0 ? describeSteps(typicalMs) : []),
      ['failed', 'with failed items'],
    ];
    if (perCell > 1) entries.unshift(['', `a cell is ${formatCount(perCell)} units, as slow as the slowest`]);
    const said = JSON.stringify(entries);
    if (this.#legend.dataset.said === said) return;
    this.#legend.dataset.said = said;
    this.#legend.replaceChildren(
      ...entries.map(([step = '', text = '']) =>
        make('li', {}, [
          ...(step === '' ? [] : [make('span', { class: 'swatch', data: { step } })]),
          make('span', { text }),
        ]),
      ),
    );
  }
}

/**
 * @param {number} typicalMs
 * @returns {[string, string][]}
 */
function describeSteps(typicalMs) {
  const bounds = steps.map((times) => formatDuration(times * typicalMs));
  return [
    ['0', `up to ${bounds[0]}`],
    ...bounds
      .slice(1)
      .map(
        (bound, at) =>
          /** @type {[string, string]} */ ([
            String(at + 1),
            at === 1 ? `to ${bound} (typical)` : `to ${bound}`,
          ]),
      ),
    [String(steps.length), 'longer'],
  ];
}

/**
 * @param {CellView} cell
 * @param {Omit<UnitsView, 'cells'>} head
 * @param {number} now
 */
function describeCell(cell, { total, perCell }, now) {
  const first = cell.cell * perCell;
  const last = Math.min(total, first + perCell) - 1;
  const { waiting, running, committed, slowest, oldest, done, failed } = cell;
  const facts = [];
  if (perCell === 1) {
    if (waiting > 0) facts.push('waiting');
    if (slowest !== null) facts.push(`took ${formatDuration(slowest.ms)}`);
    if (oldest !== null) facts.push(`has run for ${formatDuration(now - oldest.startedAt)}`);
  } else {
    facts.push(
      `${formatCount(committed)} done, ${formatCount(running)} running, ${formatCount(waiting)} waiting`,
    );
    if (slowest !== null)
      facts.push(`the slowest, unit ${formatCount(slowest.unit)}, took ${formatDuration(slowest.ms)}`);
  }
  if (waiting < last - first + 1) facts.push(countOf(done, 'item'));
  if (failed > 0) facts.push(`${formatCount(failed)} failed`);
  const name =
    first === last ? `Unit ${formatCount(first)}` : `Units ${formatCount(first)} to ${formatCount(last)}`;
  return `${name}: ${facts.join(', ')}`;
}
