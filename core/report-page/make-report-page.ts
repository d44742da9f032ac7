import type { RunReport } from '../contracts/report.ts';
import { type Html, html, trusted } from './html/html.ts';
import { noLinks, type PageLinks } from './links.ts';
import { pageStyle } from './page-style.ts';
import { adviceSection } from './sections/advice.ts';
import { costSection } from './sections/cost.ts';
import { failuresSection } from './sections/failures.ts';
import { renderFigures } from './sections/figures.ts';
import { governorSection } from './sections/governor.ts';
import { proofSection } from './sections/proof.ts';
import { renderSection } from './sections/section.ts';
import { timeSection } from './sections/time.ts';
import { renderVerdict } from './sections/verdict.ts';

/** Nothing is fetched, no script runs: what a task or an item wrote can't become more than text. */
const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * Writes a run's report as a web page: one file without scripts that asks the network for nothing, in light and dark,
 * for wide screens and phones.
 *
 * @param links where logs and objects can be read; default: they are named only
 * @example
 * await writeFile('report.html', await makeReportPage(report, consoleLinks('eu-central-1')));
 */
export async function makeReportPage(report: RunReport, links: PageLinks = noLinks): Promise<string> {
  const sections = [
    adviceSection(report),
    await timeSection(report),
    failuresSection(report, links),
    costSection(report),
    await governorSection(report),
    proofSection(report),
  ];
  const contents = html`<nav aria-label="Contents"><ul>${sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}</ul></nav>`;
  return renderDocument(
    report,
    html`<main>
${renderVerdict(report, links)}
${renderFigures(report)}
${contents}
${sections.map(renderSection)}
</main>
<footer><p>The same figures for programs: <a href="report.json">report.json</a></p></footer>`,
  ).text;
}

/** The page of a report that {@link makeReportPage} couldn't draw: how the run ended, and where its figures are. */
export function makeBrokenPage(report: RunReport): string {
  return renderDocument(
    report,
    html`<main>
${renderVerdict(report, noLinks)}
<p>The rest of this page couldn't be drawn; the log of the report function says why. All figures are in <a href="report.json">report.json</a>.</p>
</main>`,
  ).text;
}

function renderDocument(report: RunReport, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${report.task}: ${report.status}, run ${report.runId}</title>
<link rel="icon" href="data:,">
<style>${trusted(pageStyle)}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
