import type { Config } from 'vega-lite';

/**
 * Looks of all charts. Colours are CSS variables of the page, which has them for light and dark; SVG in a page resolves
 * them in attributes as in a style sheet.
 */
export const chartTheme: Config = {
  aria: false,
  font: 'inherit',
  view: { stroke: null },
  axis: {
    labelColor: 'var(--muted)',
    titleColor: 'var(--muted)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelLimit: 0,
    titleLimit: 0,
    gridColor: 'var(--grid)',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
    tickSize: 4,
    labelPadding: 4,
    labelOverlap: 'greedy',
  },
  axisX: { grid: false, titleAnchor: 'end', titlePadding: 6 },
  axisY: {
    // Room for any label, so that plots under each other begin at one place.
    domain: false,
    ticks: false,
    minExtent: 44,
    maxExtent: 44,
    titleAngle: 0,
    titleAlign: 'left',
    titleAnchor: 'end',
    titleX: -44,
    titleY: -14,
    titleBaseline: 'alphabetic',
  },
  // The page has legends of its own.
  legend: { disable: true },
};

/** Colours by what they stand for. */
export const chartColors = {
  main: 'var(--chart-main)',
  second: 'var(--chart-second)',
  third: 'var(--chart-third)',
  bad: 'var(--chart-bad)',
  text: 'var(--text)',
  muted: 'var(--muted)',
} as const;

/** Colours of p50, p90, p99 and the maximum. */
export const quantileColors = ['var(--q50)', 'var(--q90)', 'var(--q99)', 'var(--qmax)'] as const;
