import { availableParallelism } from 'node:os';
import { newRunId } from '../../client/run-id.ts';
import type { Edge } from '../edge.ts';
import type { PipelineConnection } from '../parts.ts';
import type { RunView } from '../progress/run-view.ts';
import { collectResult, type ResultPlaces } from './collect-result.ts';
import { deploy, synthesize } from './deploy-task.ts';
import { executeAwsRun } from './execute-aws-run.ts';
import { followRun } from './follow-run.ts';
import { inLocalCloud, withPipeline } from './in-cloud.ts';
import { placeSource } from './place-source.ts';
import type { RunRequest } from './run-request.ts';
import type { RunResult } from './run-result.ts';
import { describeSoFar, wasContinued } from './so-far.ts';

/**
 * Does a checked run where it is to be done.
 *
 * @param onRunId is told the run id as soon as it is certain
 * @returns `left` if it was interrupted and goes on, which it does on AWS only
 * @throws FanfoldError with one of `refusalCodes` when nothing was started
 */
export async function executeRun(
  request: RunRequest,
  edge: Edge,
  view: RunView,
  onRunId: (runId: string) => void,
): Promise<RunResult | 'left'> {
  const { place } = request;
  return place.on === 'aws'
    ? executeAwsRun(request, place, edge, view, onRunId)
    : executeLocalRun(request, place, edge, view, onRunId);
}

/** From the task's source to the result: synthesize, open the local cloud, deploy, upload, start, follow, deliver. */
async function executeLocalRun(
  request: RunRequest,
  { stateDir }: { stateDir: string },
  edge: Edge,
  view: RunView,
  onRunId: (runId: string) => void,
): Promise<RunResult> {
  const { parts, interrupt } = edge;
  view.phase('preparing the task');
  const { prices, awsRates } = request;
  const task = await synthesize(
    { task: request.task, stateDir, ...(prices !== undefined && { overrides: { prices } }) },
    parts,
  );
  interrupt.throwIfAborted();
  return inLocalCloud(edge, view, { stateDir, ...(awsRates && { awsRates }) }, async (open) => {
    interrupt.throwIfAborted();
    const { settings } = task.description;
    const deployed = await deploy(open.cloud, task);
    interrupt.throwIfAborted();
    return withPipeline(open, deployed, (connection) => {
      const runId = request.runId ?? newRunId(settings.name);
      onRunId(runId);
      const { tuning, out } = request;
      const cores = availableParallelism();
      return runOn(connection, edge, view, {
        ...request,
        runId,
        task: settings.name,
        places: { bucket: deployed.bucket, logs: open.logs, out },
        tuning: {
          ...tuning,
          maxConcurrency: tuning.maxConcurrency ?? Math.min(cores, settings.maxConcurrency ?? cores),
        },
      });
    });
  });
}

async function runOn(
  connection: PipelineConnection,
  edge: Edge,
  view: RunView,
  request: RunRequest & { runId: string; places: ResultPlaces },
): Promise<RunResult> {
  const { client } = connection;
  const { runId, task, tuning, places } = request;
  const { interrupt } = edge;
  view.note(`${task}, run ${runId}`);
  const placed = await placeSource(client, runId, request.source, interrupt, view);
  interrupt.throwIfAborted();
  view.phase('planning');
  const handle = await client.start(placed.source, { ...tuning, runId });
  const { soFar, executionArn } = handle;
  if (soFar !== undefined) view.note(describeSoFar(soFar, executionArn));
  await followRun(handle, edge, view);
  const outcome = await handle.result().catch((error: unknown) => {
    throw placed.nameByPath(error);
  });
  const continued = soFar !== undefined && wasContinued(soFar, executionArn);
  return collectResult({ handle, outcome, continued }, places, connection, { view, interrupt });
}
