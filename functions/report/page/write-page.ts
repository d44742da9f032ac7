import { runKeys } from '../../../core/contracts/keys.ts';
import type { RunReport } from '../../../core/contracts/report.ts';
import type { ReportSurroundings } from '../report-surroundings.ts';

/**
 * Writes `report.html`. What goes wrong in drawing it must not fail the run, whose data set is there: then the page says
 * that it couldn't be made, and the log says why.
 */
export async function writePage(
  { store, environment, links }: Pick<ReportSurroundings, 'store' | 'environment' | 'links'>,
  report: RunReport,
): Promise<void> {
  // Loaded here: an invocation that finds its report made needs none of the charts' code, some 1.3 MB.
  const { makeBrokenPage, makeReportPage } = await import('../../../core/report-page/index.ts');
  const html = await makeReportPage(report, links).catch((error: unknown) => {
    console.error(`The page of run ${report.runId} couldn't be made:`, error);
    return makeBrokenPage(report);
  });
  await store.putText(
    environment.FANFOLD_BUCKET,
    runKeys(report.runId).page,
    html,
    'text/html; charset=utf-8',
  );
}
