import { mkdir } from 'node:fs/promises';
import type { RunOutcome } from '../../client/run-outcome.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { Edge } from '../edge.ts';
import type { RunView } from '../progress/run-view.ts';
import { findRun, pipelineOf } from '../run/find-run.ts';
import { inCloud, withPipeline } from '../run/in-cloud.ts';
import { type SavedReport, saveReport } from '../run/save-report.ts';
import type { WatchRequest } from '../watch/check-watch.ts';
import { watchRun } from '../watch/watch-run.ts';

/** A line of `fanfold report`, checked: its folder is settled. */
export interface ReportRequest extends WatchRequest {
  out: string;
}

/** How a run ended, and where its report went. */
export interface FetchedReport {
  outcome: RunOutcome;
  saved: SavedReport;
}

/**
 * Gets the report of a run, having it made if nobody has yet. A run that goes on is watched to its end first.
 *
 * @param onRunId is told the run id once it is certain that there is such a run
 * @returns `left` if an interrupt came first: the run goes on
 * @throws FanfoldError `InvalidUsage` when there is no such run, `RunClosed` when there is no report of it
 */
export async function executeReport(
  { place, out, ...wanted }: ReportRequest,
  edge: Edge,
  view: RunView,
  onRunId: (runId: string) => void,
): Promise<FetchedReport | 'left'> {
  const { interrupt } = edge;
  const { runId } = wanted;
  return inCloud(edge, view, place, async (open) => {
    const pipeline = pipelineOf(await findRun(open, wanted), runId);
    onRunId(runId);
    return withPipeline(open, pipeline, async ({ client, read }) => {
      const handle = await client.attach(runId);
      if (!(await watchRun(handle, interrupt, view))) return 'left';
      const outcome = await handle.result();
      if (outcome.report === null) {
        const why = outcome.error === null ? '' : `: ${outcome.error.message}`;
        throw new FanfoldError(
          'RunClosed',
          `there is no report of run ${runId}: it ended before its items were found, or its report could not be made${why}`,
        );
      }
      view.phase(`writing to ${out}`);
      await mkdir(out, { recursive: true });
      const page = `s3://${pipeline.bucket}/${runKeys(runId).page}`;
      return { outcome, saved: await saveReport(out, { report: outcome.report, page }, read, interrupt) };
    });
  });
}
