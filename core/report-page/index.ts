export { consoleLinks, logFileLinks, noLinks, type PageLinks } from './links.ts';
export { makeBrokenPage, makeReportPage } from './make-report-page.ts';
