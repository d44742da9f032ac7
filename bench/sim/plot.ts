/** A line of a plot: values by time, or by any other number. */
export interface Line {
  label: string;
  colour: string;
  points: readonly (readonly [number, number])[];
  /** Holds each value until the next. @default false */
  steps?: boolean;
  dashed?: boolean;
}

/** A point with a note that shows when the pointer is on it. */
export interface Note {
  at: readonly [number, number];
  colour: string;
  text: string;
}

/** One pair of axes. */
export interface Panel {
  yLabel: string;
  xLabel: string;
  lines: readonly Line[];
  notes?: readonly Note[];
  /** Largest y. @default what the lines need */
  yMax?: number;
  height: number;
}

const width = 760;
const margin = { left: 66, right: 16, top: 30, bottom: 40 };
const inner = width - margin.left - margin.right;

/** Draws panels below one another as an SVG image. Plain SVG: it needs no library and no font of its own. */
export function drawPlot(title: string, panels: readonly Panel[]): string {
  let top = 28;
  const drawn = panels.map((panel) => {
    const svg = `<g transform="translate(0 ${top})">${drawPanel(panel)}</g>`;
    top += panel.height + margin.top + margin.bottom;
    return svg;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" font-family="Helvetica, Arial, sans-serif" font-size="12">
<title>${escapeText(title)}</title>
<rect width="${width}" height="${top}" fill="#fff"/>
<text x="${margin.left}" y="20" font-size="15" font-weight="bold">${escapeText(title)}</text>
${drawn.join('\n')}
</svg>
`;
}

function drawPanel({ yLabel, xLabel, lines, notes = [], yMax, height }: Panel): string {
  const points = lines.flatMap((line) => line.points);
  const right = points.reduce((most, [x]) => Math.max(most, x), 1);
  const above = yMax ?? points.reduce((most, [, y]) => Math.max(most, y), 1) * 1.08;
  const x = (value: number) => margin.left + (value / right) * inner;
  const y = (value: number) => margin.top + height - (Math.min(value, above) / above) * height;
  const grid = [
    ...ticks(above).map(
      (tick) =>
        `<line x1="${margin.left}" x2="${width - margin.right}" y1="${short(y(tick))}" y2="${short(y(tick))}" stroke="#e4e4e4"/><text x="${margin.left - 6}" y="${short(y(tick) + 4)}" text-anchor="end">${tick.toLocaleString('en')}</text>`,
    ),
    ...ticks(right).map(
      (tick) =>
        `<text x="${short(x(tick))}" y="${margin.top + height + 16}" text-anchor="middle">${tick.toLocaleString('en')}</text>`,
    ),
  ];
  const drawn = lines.map(
    (line) =>
      `<path d="${path(line, x, y)}" fill="none" stroke="${line.colour}" stroke-width="1.6"${line.dashed ? ' stroke-dasharray="5 4"' : ''}/>`,
  );
  const marks = notes.map(
    ({ at, colour, text }) =>
      `<circle cx="${short(x(at[0]))}" cy="${short(y(at[1]))}" r="3.2" fill="${colour}"><title>${escapeText(text)}</title></circle>`,
  );
  const legend = lines.map(
    ({ label, colour }, at) =>
      `<text x="${margin.left + at * 190}" y="${margin.top - 9}" fill="${colour}">${escapeText(label)}</text>`,
  );
  return `${grid.join('')}${drawn.join('')}${marks.join('')}${legend.join('')}
<text x="${width - margin.right}" y="${margin.top + height + 32}" text-anchor="end">${escapeText(xLabel)}</text>
<text transform="translate(14 ${margin.top + height / 2}) rotate(-90)" text-anchor="middle">${escapeText(yLabel)}</text>`;
}

function path(line: Line, x: (value: number) => number, y: (value: number) => number): string {
  const parts = line.points.map(([at, value], index) => {
    if (index === 0) return `M${short(x(at))} ${short(y(value))}`;
    return line.steps ? `H${short(x(at))}V${short(y(value))}` : `L${short(x(at))} ${short(y(value))}`;
  });
  return parts.join('');
}

function ticks(most: number): number[] {
  const raw = most / 5;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((candidate) => candidate >= raw) ?? raw;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
