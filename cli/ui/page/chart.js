import { formatDuration, formatFigure } from './format.js';

/**
 * @typedef {object} Line values over time in equal steps, null where there is none
 * @property {readonly (number | null)[]} values
 * @property {string} name class names begin with `line-` and `area-`
 * @property {boolean} filled
 */

/**
 * @typedef {object} Mark something that happened
 * @property {number} at milliseconds since the series began
 * @property {string} shape
 * @property {string} text
 */

const svg = 'http://www.w3.org/2000/svg';
const edge = { left: 46, right: 12, top: 22, bottom: 22 };

/**
 * Draws values over time into an SVG element, as large as that is.
 * @param {SVGSVGElement} target
 * @param {{ stepMs: number, lines: readonly Line[], marks?: readonly Mark[] }} what
 */
export function drawChart(target, { stepMs, lines, marks = [] }) {
  const { width, height } = target.getBoundingClientRect();
  const steps = Math.max(0, ...lines.map(({ values }) => values.length));
  if (width === 0) return;
  const top = niceTop(Math.max(1, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const spanMs = Math.max(steps * stepMs, 1_000);
  /** @param {number} ms */
  const x = (ms) => edge.left + ((width - edge.left - edge.right) * ms) / spanMs;
  /** @param {number} value */
  const y = (value) => height - edge.bottom - ((height - edge.top - edge.bottom) * value) / top;

  target.setAttribute('viewBox', `0 0 ${width} ${height}`);
  target.replaceChildren(
    ...[0, 0.5, 1].flatMap((share) => [
      element('line', {
        class: 'grid',
        x1: edge.left,
        x2: width - edge.right,
        y1: y(top * share),
        y2: y(top * share),
      }),
      text(formatFigure(top * share), { x: edge.left - 6, y: y(top * share) + 4, 'text-anchor': 'end' }),
    ]),
    text('0 s', { x: edge.left, y: height - 4, 'text-anchor': 'start' }),
    text(formatDuration(spanMs), { x: width - edge.right, y: height - 4, 'text-anchor': 'end' }),
    ...lines.flatMap((line) => drawLine(line, stepMs, x, y)),
    ...marks.flatMap(({ at, shape, text: told }) => {
      const left = x(Math.min(Math.max(0, at), spanMs));
      const mark = text(shape, { class: 'act', x: left, y: edge.top - 8, 'text-anchor': 'middle' });
      mark.append(titled(told));
      return [element('line', { class: 'act-line', x1: left, x2: left, y1: edge.top - 4, y2: y(0) }), mark];
    }),
  );
}

/**
 * @param {Line} line
 * @param {number} stepMs
 * @param {(ms: number) => number} x
 * @param {(value: number) => number} y
 */
function drawLine({ values, name, filled }, stepMs, x, y) {
  /** @type {string[]} */
  const path = [];
  let first;
  let last = 0;
  values.forEach((value, step) => {
    if (value === null) return;
    first ??= x(step * stepMs);
    last = x((step + 1) * stepMs);
    path.push(`${path.length === 0 ? 'M' : 'L'}${x(step * stepMs)} ${y(value)}H${last}`);
  });
  if (first === undefined) return [];
  const line = element('path', { class: `line-${name}`, d: path.join('') });
  if (!filled) return [line];
  return [element('path', { class: `area-${name}`, d: `${path.join('')}V${y(0)}H${first}Z` }), line];
}

/**
 * A round number that is not less.
 * @param {number} value
 */
function niceTop(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((times) => times * unit).find((top) => top >= value) ?? value;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function element(name, attributes) {
  const made = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * @param {string} content
 * @param {Record<string, string | number>} attributes
 */
function text(content, attributes) {
  const made = element('text', attributes);
  made.textContent = content;
  return made;
}

/** @param {string} content */
function titled(content) {
  const made = element('title', {});
  made.textContent = content;
  return made;
}
