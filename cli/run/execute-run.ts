import { rmdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { newRunId } from '../../client/run-id.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { type Pipeline, pipeline, pipelineParameterName } from '../../core/contracts/pipeline.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { Edge } from '../edge.ts';
import type { LocalCloud, Parts, PipelineConnection, SynthesizedTask } from '../parts.ts';
import type { RunView } from '../progress/run-view.ts';
import { deliver } from './deliver.ts';
import { findExamples } from './failure-examples.ts';
import { followRun } from './follow-run.ts';
import { placeSource } from './place-source.ts';
import type { RunRequest } from './run-request.ts';
import type { RunResult } from './run-result.ts';
import { describeSoFar, wasContinued } from './so-far.ts';

/**
 * Does a checked run from its task's source to its result: synthesize, open the local cloud, deploy, upload, start,
 * follow, deliver.
 *
 * @param onRunId is told the run id as soon as it is certain
 * @throws FanfoldError with one of `refusalCodes` when nothing was started
 */
export async function executeRun(
  request: RunRequest,
  edge: Edge,
  view: RunView,
  onRunId: (runId: string) => void,
): Promise<RunResult> {
  const { parts, interrupt } = edge;
  view.phase('preparing the task');
  const task = await synthesize(request, parts);
  interrupt.throwIfAborted();
  view.phase('starting the local cloud');
  const cloud = await parts.openLocalCloud({
    stateDir: request.stateDir,
    keep: true,
    log: (line) => view.note(line),
  });
  try {
    interrupt.throwIfAborted();
    const { settings } = task.description;
    const deployed = await deploy(cloud, task.assembly, settings.name);
    interrupt.throwIfAborted();
    const connection = await parts.connect(cloud, deployed);
    try {
      const runId = request.runId ?? newRunId(settings.name);
      onRunId(runId);
      const { tuning } = request;
      const cores = availableParallelism();
      const done = runOn(connection, edge, view, {
        ...request,
        runId,
        task: settings.name,
        bucket: deployed.bucket,
        logs: cloud.logsDirectory,
        tuning: {
          ...tuning,
          maxConcurrency: tuning.maxConcurrency ?? Math.min(cores, settings.maxConcurrency ?? cores),
        },
      });
      // Says why, before the requests that then fail do.
      return await Promise.race([done, cloud.lost.then((reason) => Promise.reject(reason))]);
    } finally {
      connection.close();
    }
  } finally {
    await cloud.close();
  }
}

async function synthesize({ task, stateDir }: RunRequest, parts: Parts): Promise<SynthesizedTask> {
  const out = join(stateDir, 'assemblies');
  try {
    return await parts.synthesizeTask({ task, out });
  } catch (error) {
    // A refused task leaves no state folder behind; rmdir takes empty folders only.
    for (const folder of [out, stateDir]) await rmdir(folder).catch(() => {});
    throw error;
  }
}

async function deploy(cloud: LocalCloud, assembly: string, task: string): Promise<Pipeline> {
  await cloud.deploy(assembly);
  const name = pipelineParameterName(task);
  const text = await cloud.parameter(name);
  if (text !== undefined) return pipeline.parse(JSON.parse(text));
  throw new FanfoldError('LocalCloudFailed', `the stack was deployed, but it has no parameter ${name}`);
}

async function runOn(
  { client, read }: PipelineConnection,
  edge: Edge,
  view: RunView,
  request: RunRequest & { runId: string; bucket: string; logs: string },
): Promise<RunResult> {
  const { runId, task, tuning, out } = request;
  view.note(`${task}, run ${runId}`);
  const placed = await placeSource(client, runId, request.source, edge.interrupt, view);
  edge.interrupt.throwIfAborted();
  view.phase('planning');
  const handle = await client.start(placed.source, { ...tuning, runId });
  if (handle.soFar !== undefined) view.note(describeSoFar(handle.soFar, handle.executionArn));
  await followRun(handle, edge.interrupt, view);
  const outcome = await handle.result().catch((error: unknown) => {
    throw placed.nameByPath(error);
  });
  const { report } = outcome;
  const codes = Object.keys(report?.failures?.codes ?? {}).length;
  const examples = codes === 0 ? [] : await findExamples(handle.failures(), codes);
  let delivery: RunResult['delivery'];
  if (out !== undefined && report !== null) {
    view.phase(`writing to ${out}`);
    // A Ctrl-C that stopped the run is used up: what there is of it is delivered.
    const signal = edge.interrupt.aborted ? new AbortController().signal : edge.interrupt;
    delivery = await deliver(out, report, read, signal);
  }
  const continued = handle.soFar !== undefined && wasContinued(handle.soFar, handle.executionArn);
  return {
    outcome,
    continued,
    logs: request.logs,
    reportUri: `s3://${request.bucket}/${runKeys(runId).report}`,
    examples,
    delivery,
  };
}
