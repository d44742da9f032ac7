import { newRunId } from '../../client/run-id.ts';
import { type Pipeline, pipelineParameterName } from '../../core/contracts/pipeline.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { AwsSettings } from '../aws/aws-settings.ts';
import type { Edge } from '../edge.ts';
import { joinWords } from '../format/shell.ts';
import type { TaskCode } from '../parts.ts';
import type { RunView } from '../progress/run-view.ts';
import { watchRun } from '../watch/watch-run.ts';
import { collectResult } from './collect-result.ts';
import { inAws, type OpenAws, withPipeline } from './in-cloud.ts';
import { placeSource } from './place-source.ts';
import { writePlace } from './run-place.ts';
import type { RunRequest } from './run-request.ts';
import type { RunResult } from './run-result.ts';
import { describeSoFar, wasContinued } from './so-far.ts';

/**
 * Does a checked run on AWS, with what is deployed there: find, upload, start, follow, deliver.
 *
 * @param onRunId is told the run id once the run is started
 * @returns `left` if an interrupt came after that: the run goes on
 * @throws FanfoldError `NotDeployed`; `CodeDiffers` when other code is deployed than the task's file has
 */
export async function executeAwsRun(
  request: RunRequest,
  settings: AwsSettings,
  edge: Edge,
  view: RunView,
  onRunId: (runId: string) => void,
): Promise<RunResult | 'left'> {
  const { interrupt, parts } = edge;
  view.phase('preparing the task');
  const task = await parts.describeTask(request.task);
  interrupt.throwIfAborted();
  return inAws(edge, view, settings, async (open) => {
    const again = `${edge.program} ${joinWords(['deploy', request.task, ...writePlace({ profile: settings.profile, region: settings.region })])}`;
    const pipeline = await findDeployed(open, task, { ...request, again });
    interrupt.throwIfAborted();
    return withPipeline(open, pipeline, async (connection) => {
      const { client } = connection;
      const runId = request.runId ?? newRunId(task.name);
      view.note(`${task.name}, run ${runId}, ${open.where}`);
      const placed = await placeSource(client, runId, request.source, interrupt, view);
      interrupt.throwIfAborted();
      view.phase('planning');
      const handle = await client.start(placed.source, { ...request.tuning, runId });
      onRunId(runId);
      const { soFar, executionArn } = handle;
      if (soFar !== undefined) view.note(describeSoFar(soFar, executionArn));
      if (!(await watchRun(handle, interrupt, view))) return 'left';
      const outcome = await handle.result().catch((error: unknown) => {
        throw placed.nameByPath(error);
      });
      const continued = soFar !== undefined && wasContinued(soFar, executionArn);
      const places = { bucket: pipeline.bucket, logs: open.logs, out: request.out };
      return collectResult({ handle, outcome, continued }, places, connection, { view, interrupt });
    });
  });
}

async function findDeployed(
  { aws, where }: OpenAws,
  { name, codeDigest }: TaskCode,
  { task, deployed, again }: { task: string; deployed: boolean; again: string },
): Promise<Pipeline> {
  const pipeline = await aws.findPipeline(name);
  if (pipeline === undefined)
    throw new FanfoldError(
      'NotDeployed',
      `the task ${name} is not deployed ${where}: there is no SSM parameter ${pipelineParameterName(name)}; deploy it: ${again}`,
    );
  if (deployed || pipeline.codeDigest === codeDigest) return pipeline;
  throw new FanfoldError(
    'CodeDiffers',
    `the code of task ${name} that is deployed ${where} is not that of ${task} (digest ${show(pipeline.codeDigest)}, here ${show(codeDigest)}); deploy it again: ${again}, or give --deployed to run what is there`,
  );
}

function show(digest: string): string {
  return digest.slice(0, 12);
}
