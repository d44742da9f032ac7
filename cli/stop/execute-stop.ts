import type { RunOutcome } from '../../client/run-outcome.ts';
import type { StopAnswer } from '../../client/stop-run.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import type { Edge } from '../edge.ts';
import type { RunView } from '../progress/run-view.ts';
import { findRun, pipelineOf } from '../run/find-run.ts';
import { describeAnswer } from '../run/follow-run.ts';
import { inCloud, withPipeline } from '../run/in-cloud.ts';
import type { WatchRequest } from '../watch/check-watch.ts';
import { watchRun } from '../watch/watch-run.ts';

/** What came of a request to stop a run. */
export interface StopResult {
  answer: StopAnswer;
  /** How the run ended; undefined if the wait for it was interrupted. */
  outcome: RunOutcome | undefined;
  /** `s3://` address of the report. */
  reportUri: string;
}

/**
 * Stops a run that goes on in another process, and waits for its end.
 *
 * @param onRunId is told the run id once it is certain that there is such a run
 * @throws FanfoldError `InvalidUsage` when there is no such run
 */
export async function executeStop(
  { place, ...wanted }: WatchRequest,
  edge: Edge,
  view: RunView,
  onRunId: (runId: string) => void,
): Promise<StopResult> {
  const { interrupt } = edge;
  const { runId } = wanted;
  return inCloud(edge, view, place, async (open) => {
    const pipeline = pipelineOf(await findRun(open, wanted), runId);
    onRunId(runId);
    return withPipeline(open, pipeline, async ({ client }) => {
      const handle = await client.attach(runId);
      const answer = await handle.stop('stopped by fanfold stop');
      view.note(`${pipeline.task}, run ${runId}`);
      const more = describeAnswer(answer);
      if (more !== undefined) view.note(more);
      const outcome = (await watchRun(handle, interrupt, view)) ? await handle.result() : undefined;
      return { answer, outcome, reportUri: `s3://${pipeline.bucket}/${runKeys(runId).report}` };
    });
  });
}
