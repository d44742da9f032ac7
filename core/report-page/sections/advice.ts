import type { RunReport } from '../../contracts/report.ts';
import type { Advice } from '../../contracts/report-details.ts';
import { formatFigure, formatShare } from '../../format/numbers.ts';
import { formatDuration } from '../../format/time.ts';
import { type Html, html } from '../html/html.ts';
import { foreign, type Section } from './section.ts';

/** What to change, each with the figures that led to it. */
export function adviceSection({ advice }: RunReport): Section {
  return {
    id: 'advice',
    heading: 'Advice',
    content: html`<ul class="advice">${advice.map(renderAdvice)}</ul>`,
  };
}

function renderAdvice({ code, setting, from, to, figures, text }: Advice): Html {
  const shown = Object.entries(figures).map(([name, value]) => describeFigure(name, value));
  return html`<li class="${code === 'nothing-to-change' ? 'good' : 'change'}">
<p>${foreign(text)}</p>
${setting && html`<p class="setting"><code>${setting}</code>${from !== null && html` <span>now</span> <code>${foreign(from)}</code>`}${to !== null && html` <span>change to</span> <code>${foreign(to)}</code>`}</p>`}
${shown.length > 0 && html`<dl class="inline">${shown.map(({ name, value }) => html`<div><dt>${foreign(name)}</dt><dd>${value}</dd></div>`)}</dl>`}
</li>
`;
}

/**
 * A figure for people, in the unit that the end of its name says: `p90Ms` of 1200 is `1.2 s` for `p90`, `wastedShare` of
 * 0.25 is `25 %` for `wasted share`, `peakMb` of 488 is `488 MiB` for `peak`.
 */
export function describeFigure(name: string, value: number): { name: string; value: string } {
  const words = (text: string): string =>
    text
      .replaceAll(
        /([a-z\d])([A-Z])/g,
        (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
      )
      .replace('p999', 'p99.9');
  const [, timed] = /^(.+)Ms$/.exec(name) ?? [];
  if (timed !== undefined) return { name: words(timed), value: formatDuration(value) };
  const [, sized] = /^(.+)Mb$/.exec(name) ?? [];
  if (sized !== undefined) return { name: words(sized), value: `${formatFigure(value)} MiB` };
  if (/share$|^utilization$/i.test(name)) return { name: words(name), value: formatShare(value) };
  return { name: words(name), value: value < 0 ? `−${formatFigure(-value)}` : formatFigure(value) };
}
