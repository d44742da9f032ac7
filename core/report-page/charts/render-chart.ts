import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { type Html, html, trusted } from '../html/html.ts';
import type { Chart, ChartSize, LegendEntry } from './chart.ts';
import { chartTheme } from './chart-theme.ts';
import { trimSvg } from './trim-svg.ts';

/** CSS pixels: the page's text column, half of it, and a phone's. */
const widths = { full: 1072, half: 520, narrow: 350 } as const;

/**
 * A figure with its chart as SVG, drawn twice: for wide screens and for phones, of which the style sheet shows one. The
 * text in it keeps its size so, which it wouldn't if one drawing were scaled.
 */
export async function renderChart(chart: Chart): Promise<Html> {
  const wide = await drawChart(chart, { width: widths[chart.span], narrow: false });
  const narrow = await drawChart(chart, { width: widths.narrow, narrow: true });
  return html`<figure class="chart ${chart.span}" data-chart="${chart.name}">
<figcaption>${chart.title}</figcaption>
${chart.legend && renderLegend(chart.legend)}
<div role="img" aria-label="${chart.alternative}"><div class="wide">${trusted(wide)}</div><div class="narrow">${trusted(narrow)}</div></div>
${chart.note && html`<p class="note">${chart.note}</p>`}
</figure>
`;
}

/** In HTML and not in the drawing, so that it breaks into lines where it must. */
function renderLegend(entries: readonly LegendEntry[]): Html {
  return html`<ul class="legend">${entries.map(([name, color]) => html`<li><span class="swatch" style="background:${color}"></span>${name}</li>`)}</ul>`;
}

/** Draws a chart as SVG. No canvas is needed: widths of text are estimated. */
export async function drawChart(chart: Chart, size: ChartSize): Promise<string> {
  const { spec } = compile(
    {
      autosize: { type: 'fit', contains: 'padding' },
      padding: { left: 2, right: 8, top: 2, bottom: 2 },
      ...chart.spec(size),
      background: 'transparent',
      width: size.width,
    },
    { config: chartTheme },
  );
  const view = new View(parse(spec), { renderer: 'none' });
  try {
    return trimSvg(await view.toSVG());
  } finally {
    view.finalize();
  }
}
