import type { Edge } from '../edge.ts';
import type { RunView } from '../progress/run-view.ts';
import { collectResult } from '../run/collect-result.ts';
import { findRun, pipelineOf } from '../run/find-run.ts';
import { inCloud, withPipeline } from '../run/in-cloud.ts';
import type { RunResult } from '../run/run-result.ts';
import type { WatchRequest } from './check-watch.ts';
import { watchRun } from './watch-run.ts';

/**
 * Attaches to a run, shows it until it ends, and tells how it did.
 *
 * @param onRunId is told the run id once it is certain that there is such a run
 * @returns `left` if an interrupt came first: the run goes on
 * @throws FanfoldError `InvalidUsage` when there is no such run
 */
export async function executeWatch(
  { place, out, ...wanted }: WatchRequest,
  edge: Edge,
  view: RunView,
  onRunId: (runId: string) => void,
): Promise<RunResult | 'left'> {
  const { interrupt } = edge;
  const { runId } = wanted;
  return inCloud(edge, view, place, async (open) => {
    const pipeline = pipelineOf(await findRun(open, wanted), runId);
    onRunId(runId);
    return withPipeline(open, pipeline, async (connection) => {
      const handle = await connection.client.attach(runId);
      view.note(`${pipeline.task}, run ${runId}`);
      if (!(await watchRun(handle, interrupt, view))) return 'left';
      const outcome = await handle.result();
      const places = { bucket: pipeline.bucket, logs: open.logs, out };
      return collectResult({ handle, outcome, continued: false }, places, connection, { view, interrupt });
    });
  });
}
