import { pageColors } from './page-colors.ts';

/** Below this width of the window the page has one column and its charts are those for phones. */
const narrow = '(max-width: 900px)';

/** The page's style sheet. Fonts are the system's own. */
export const pageStyle = `${pageColors}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
main, footer { max-width: 1120px; margin: 0 auto; padding: 24px; }
footer { padding-top: 0; color: var(--muted); font-size: 14px; }
h1 { font-size: 32px; line-height: 1.2; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 22px; line-height: 1.3; margin: 0 0 16px; }
h3 { font-size: 17px; margin: 28px 0 8px; }
p { margin: 0 0 12px; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code { font: 0.92em ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
.foreign { overflow-wrap: anywhere; white-space: pre-wrap; }
.note, small { color: var(--muted); font-size: 14px; }
.good { color: var(--good); } .bad { color: var(--bad); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
section { margin-top: 48px; padding-top: 24px; border-top: 1px solid var(--line); }

.run { color: var(--muted); margin-bottom: 4px; }
.verdict { font-size: 18px; color: var(--text); }
.verdict strong { display: inline-block; padding: 2px 10px; margin-right: 8px; border-radius: 4px; font-size: 15px; letter-spacing: 0.04em; }
.verdict.good strong { color: var(--good); background: var(--good-ground); }
.verdict.bad strong { color: var(--bad); background: var(--bad-ground); }
.error { padding: 10px 14px; background: var(--bad-ground); border-left: 4px solid var(--bad); }
dl { margin: 0; } dd { margin: 0; }
.counts { display: grid; grid-template-columns: 1fr 1fr 2fr; gap: 12px 32px; margin-top: 20px; }
.counts dt, .figure dt, .inline dt { color: var(--muted); font-size: 14px; }
.counts b { font-size: 20px; } .counts span { display: block; font-size: 14px; }

.figures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px; margin-top: 28px; padding: 0; border: 0; }
.figure { background: var(--raised); border-radius: 8px; padding: 18px 20px; min-width: 0; font-size: 14px; }
.figure.wide { grid-column: 1 / -1; }
.figure h2 { font-size: 15px; margin: 0; }
.figure .value { font-size: 44px; line-height: 1.2; font-weight: 650; margin: 4px 0; letter-spacing: -0.02em; }
.figure .formula { color: var(--muted); }
.figure p:last-child { margin-bottom: 0; }
.figure dl div + div { margin-top: 6px; }

nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; list-style: none; margin: 24px 0 -16px; padding: 0; font-size: 15px; }
nav a { display: inline-block; padding: 4px 0; }

.advice { list-style: none; margin: 0; padding: 0; display: grid; gap: 16px; }
.advice li { border-left: 4px solid var(--change); padding: 2px 0 2px 16px; }
.advice li.good { border-color: var(--good); color: inherit; }
.advice p { margin: 0 0 6px; }
.setting span { color: var(--muted); font-size: 14px; }
.setting code { display: inline-block; max-width: 100%; padding: 1px 6px; background: var(--raised); border-radius: 4px; }
.inline { display: flex; flex-wrap: wrap; gap: 4px 24px; font-size: 14px; }
.inline div { display: flex; gap: 6px; } .inline dd { font-variant-numeric: tabular-nums; }

.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 32px; align-items: start; }
.columns > * { min-width: 0; }
.chart { margin: 0 0 24px; }
.chart figcaption { font-weight: 600; margin-bottom: 6px; }
.chart .note { margin: 4px 0 0; }
.chart svg { display: block; max-width: 100%; height: auto; overflow: visible; }
.chart .narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; list-style: none; margin: 0 0 6px; padding: 0; font-size: 14px; }
.swatch { display: inline-block; width: 11px; height: 11px; margin-right: 6px; border-radius: 2px; }

.scroll { overflow-x: auto; margin: 0 0 16px; }
table { border-collapse: collapse; width: 100%; font-size: 15px; }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; }
th, td { padding: 6px 14px 6px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: 14px; font-weight: 500; border-color: var(--line); vertical-align: bottom; }
tbody th { font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number, tbody th.number { white-space: nowrap; }
td small, th small { display: block; font-weight: 400; white-space: normal; }
.bar { display: inline-block; width: 96px; height: 10px; background: var(--grid); border-radius: 2px; }
.bar span { display: block; height: 10px; background: var(--chart-main); border-radius: 2px; }
.sum { font-size: 18px; }
#cost table { max-width: 760px; }

.groups { list-style: none; margin: 0 0 28px; padding: 0; }
.groups > li { border-top: 1px solid var(--grid); padding: 14px 0 6px; }
.groups h3 { margin: 0 0 4px; font-weight: 500; overflow-wrap: anywhere; }
.groups h3 b { font-size: 20px; margin-right: 6px; }
.groups h3 .note { font-weight: 400; }
.groups .message { margin-bottom: 6px; }
.groups ul { margin: 0; padding-left: 18px; font-size: 14px; }
.groups ul li { margin-bottom: 4px; }
.links { display: block; } .links a { margin-right: 8px; }
.whole { white-space: nowrap; }
details { margin-bottom: 16px; } summary { cursor: pointer; color: var(--link); padding: 4px 0; margin-bottom: 8px; }

@media ${narrow} {
  main, footer { padding: 20px; }
  h1 { font-size: 26px; }
  .counts, .figures, .columns { grid-template-columns: minmax(0, 1fr); }
  .figure .value { font-size: 36px; }
  section { margin-top: 36px; padding-top: 20px; }
  .chart .wide { display: none; } .chart .narrow { display: block; }
  .chart svg { width: 100%; max-width: 560px; }
  table { font-size: 14px; } th, td { padding-right: 8px; } thead th { font-size: 13px; }
  .bar { display: none; }
}
@media print { .chart, .figure, tr, .groups > li { break-inside: avoid; } nav { display: none; } }
`;
