/** @import { CellView } from '../events.ts' */

/** Durations up to these multiples of the median are a step each; what is longer is the last one. */
export const steps = [0.5, 0.8, 1.25, 2, 4];

/**
 * Step of a duration, 0 to 5.
 * @param {number} ms
 * @param {number} typicalMs
 */
export function stepOf(ms, typicalMs) {
  if (typicalMs <= 0) return 2;
  const found = steps.findIndex((times) => ms <= times * typicalMs);
  return found === -1 ? steps.length : found;
}

/**
 * @typedef {object} Grid
 * @property {number} size of a cell and its gap, CSS pixels
 * @property {number} columns
 */

/**
 * How cells are laid out: as large as a height of about 17 rem lets them be.
 * @param {number} cells
 * @param {number} width
 * @returns {Grid}
 */
export function layOut(cells, width) {
  const fitting = Math.floor(Math.sqrt((width * 270) / Math.max(1, cells)));
  const size = Math.min(24, Math.max(5, fitting));
  return { size, columns: Math.max(1, Math.floor(width / size)) };
}

/**
 * Draws the cells of a run's units.
 * @param {HTMLCanvasElement} canvas
 * @param {{ cells: readonly CellView[], typicalMs: number, now: number, chosen: number | undefined }} what
 * @returns {Grid}
 */
export function drawHeatMap(canvas, { cells, typicalMs, now, chosen }) {
  const width = canvas.getBoundingClientRect().width;
  const grid = layOut(cells.length, width);
  const { size, columns } = grid;
  const height = Math.max(1, Math.ceil(cells.length / columns)) * size;
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext('2d');
  if (pen === null) return grid;
  pen.scale(scale, scale);
  const colours = readColours(canvas);
  const gap = size > 8 ? 2 : 1;
  const side = size - gap;
  for (const cell of cells) {
    const left = (cell.cell % columns) * size;
    const top = Math.floor(cell.cell / columns) * size;
    pen.fillStyle = colourOf(cell, typicalMs, now, colours);
    pen.fillRect(left, top, side, side);
    if (cell.running > 0) outline(pen, colours.ink, left, top, side, size > 8 ? 2 : 1);
    if (cell.failed > 0) {
      pen.fillStyle = colours.fail;
      pen.beginPath();
      pen.moveTo(left, top);
      pen.lineTo(left + side * 0.6, top);
      pen.lineTo(left, top + side * 0.6);
      pen.fill();
    }
    if (cell.cell === chosen) outline(pen, colours.accent, left - 1, top - 1, side + 2, 3);
  }
  return grid;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} colour
 * @param {number} left
 * @param {number} top
 * @param {number} side
 * @param {number} thick
 */
function outline(pen, colour, left, top, side, thick) {
  pen.strokeStyle = colour;
  pen.lineWidth = thick;
  pen.strokeRect(left + thick / 2, top + thick / 2, side - thick, side - thick);
}

/**
 * A cell is as slow as its slowest unit.
 * @param {CellView} cell
 * @param {number} typicalMs
 * @param {number} now
 * @param {{ heat: readonly string[], wait: string }} colours
 */
function colourOf({ slowest, oldest }, typicalMs, now, { heat, wait }) {
  const runs = oldest === null ? 0 : now - oldest.startedAt;
  const ms = Math.max(slowest?.ms ?? 0, runs);
  if (slowest === null && (oldest === null || typicalMs <= 0)) return wait;
  return heat[stepOf(ms, typicalMs)] ?? wait;
}

/** @param {Element} element */
function readColours(element) {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.after(probe);
  /** @param {string} name */
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    heat: [0, 1, 2, 3, 4, 5].map((step) => read(`heat-${step}`)),
    wait: read('wait'),
    ink: read('ink'),
    fail: read('fail'),
    accent: read('accent'),
  };
  probe.remove();
  return colours;
}
