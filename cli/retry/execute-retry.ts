import type { RunHandle } from '../../client/run-handle.ts';
import type { Pipeline } from '../../core/contracts/pipeline.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { Edge } from '../edge.ts';
import { showText } from '../format/show-text.ts';
import type { RunView } from '../progress/run-view.ts';
import { collectResult } from '../run/collect-result.ts';
import { deploy, synthesize } from '../run/deploy-task.ts';
import { findRun, pipelineOf } from '../run/find-run.ts';
import { followRun } from '../run/follow-run.ts';
import { inAws, inLocalCloud, type OpenCloud, type OpenLocalCloud, withPipeline } from '../run/in-cloud.ts';
import type { RunResult } from '../run/run-result.ts';
import { describeLeft } from '../run/so-far.ts';
import { watchRun } from '../watch/watch-run.ts';
import type { RetryRequest } from './check-retry.ts';

/**
 * Does a checked retry: find the run, deploy its repaired task if there is one, start, follow, deliver.
 *
 * @param onRunId is told the run id once it is certain that there is such a run
 * @throws FanfoldError with one of `refusalCodes` when nothing was started
 */
export async function executeRetry(
  request: RetryRequest,
  edge: Edge,
  view: RunView,
  onRunId: (runId: string) => void,
): Promise<RunResult | 'left'> {
  const { place, runId } = request;
  if (place.on === 'aws')
    return inAws(edge, view, place, async (open) => {
      const pipeline = pipelineOf(await findRun(open, request), runId);
      return retryOn(open, pipeline, request, edge, view, onRunId, (handle) =>
        watchRun(handle, edge.interrupt, view),
      );
    });
  return inLocalCloud(edge, view, place, async (open) => {
    const pipeline = await findPipeline({ ...request, ...place }, edge, view, open);
    return retryOn(open, pipeline, request, edge, view, onRunId, async (handle) => {
      await followRun(handle, edge, view);
      return true;
    });
  });
}

/** @param follow shows the run until it ends; false if it was left before */
async function retryOn(
  open: OpenCloud,
  pipeline: Pipeline,
  { runId, tuning, out }: RetryRequest,
  { interrupt }: Edge,
  view: RunView,
  onRunId: (runId: string) => void,
  follow: (handle: RunHandle) => Promise<boolean>,
): Promise<RunResult | 'left'> {
  interrupt.throwIfAborted();
  onRunId(runId);
  return withPipeline(open, pipeline, async (connection) => {
    view.note(`${pipeline.task}, run ${runId}`);
    view.phase('planning');
    const handle = await connection.client.retry(runId, tuning);
    const { soFar, executionArn } = handle;
    if (soFar !== undefined) view.note(describeLeft(soFar, executionArn));
    if (!(await follow(handle))) return 'left';
    const outcome = await handle.result();
    const places = { bucket: pipeline.bucket, logs: open.logs, out };
    return collectResult({ handle, outcome, continued: true }, places, connection, { view, interrupt });
  });
}

/** The pipeline of the run's task: as it is deployed, or with the repaired task in its place. */
async function findPipeline(
  { runId, of, task, stateDir }: RetryRequest & { stateDir: string },
  { parts, interrupt }: Edge,
  view: RunView,
  open: OpenLocalCloud,
): Promise<Pipeline> {
  if (task === undefined) return pipelineOf(await findRun(open, { runId, of }), runId);
  // Refuses an unknown run id before a bundler is started.
  if ((await open.findTasks(runId, undefined)).length === 0) await findRun(open, { runId, of });
  view.phase('preparing the task');
  const repaired = await synthesize({ task, stateDir }, parts);
  interrupt.throwIfAborted();
  const { name } = repaired.description.settings;
  const found = await findRun(open, { runId, of: of ?? name });
  if (found.task !== name) {
    throw new FanfoldError(
      'InvalidUsage',
      `the run ${runId} is of task ${found.task}, and ${showText(task)} defines ${name}; a repaired task keeps its name`,
    );
  }
  return deploy(open.cloud, repaired);
}
