import type { Pipeline } from '../../core/contracts/pipeline.ts';
import type { AwsSettings } from '../aws/aws-settings.ts';
import { explainAwsError } from '../aws/explain-aws-error.ts';
import type { Edge } from '../edge.ts';
import { showText } from '../format/show-text.ts';
import type { AwsCloud, FoundTask, LocalCloud, PipelineConnection } from '../parts.ts';
import type { RunView } from '../progress/run-view.ts';
import type { RunPlace } from './run-place.ts';

/** A cloud that is open. */
export interface OpenCloud {
  /** Where it is, for messages: `in .fanfold`, `on AWS in eu-central-1`. */
  where: string;
  /** How to name another one, for messages. */
  elsewhere: string;
  /** Where the functions' logs are. */
  logs: string;
  /** The tasks that have a run of this id. @param of where it is known, others may be left out */
  findTasks(runId: string, of: string | undefined): Promise<FoundTask[]>;
  connect(pipeline: Pipeline): Promise<PipelineConnection>;
}

/** A local cloud that is open. */
export interface OpenLocalCloud extends OpenCloud {
  cloud: LocalCloud;
}

/** AWS, when it is used. */
export interface OpenAws extends OpenCloud {
  aws: AwsCloud;
}

/** Does something in the cloud that a run is in. */
export function inCloud<Result>(
  edge: Edge,
  view: RunView,
  place: RunPlace,
  work: (open: OpenCloud) => Promise<Result>,
): Promise<Result> {
  return place.on === 'local' ? inLocalCloud(edge, view, place, work) : inAws(edge, view, place, work);
}

/**
 * Does something with the local cloud of a state folder. A cloud that is lost meanwhile is the reason that is told.
 * @param at awsRates: whether AWS's rates are applied, if it is started; undefined: either way is right
 */
export async function inLocalCloud<Result>(
  { parts }: Pick<Edge, 'parts'>,
  view: RunView,
  { stateDir, awsRates }: { stateDir: string; awsRates?: boolean | undefined },
  work: (open: OpenLocalCloud) => Promise<Result>,
): Promise<Result> {
  view.phase('starting the local cloud');
  const cloud = await parts.openLocalCloud({
    stateDir,
    keep: true,
    ...(awsRates === undefined ? {} : { awsRates }),
    log: (line) => view.note(line),
  });
  const open: OpenLocalCloud = {
    cloud,
    where: `in ${showText(stateDir)}`,
    elsewhere: '--state names another folder',
    logs: cloud.logsDirectory,
    findTasks: (runId) => parts.findTasks(cloud, runId),
    connect: (pipeline) => parts.connect(cloud, pipeline, stateDir),
  };
  try {
    // Says why, before the requests that then fail do.
    return await Promise.race([work(open), cloud.lost.then((reason) => Promise.reject(reason))]);
  } finally {
    await cloud.close();
  }
}

/**
 * Does something on AWS; no local cloud is started.
 * @throws FanfoldError `NoCredentials`; `InvalidUsage` when no region is configured
 */
export async function inAws<Result>(
  { parts }: Pick<Edge, 'parts'>,
  view: RunView,
  settings: AwsSettings,
  work: (open: OpenAws) => Promise<Result>,
): Promise<Result> {
  view.phase('asking AWS');
  let aws: AwsCloud | undefined;
  try {
    const opened = await parts.openAws(settings);
    aws = opened;
    return await work({
      aws: opened,
      where: `on AWS in ${opened.region}`,
      elsewhere: '--region and --profile name another place',
      logs: `CloudWatch Logs in ${opened.region}, the log groups of the task's stack`,
      findTasks: opened.findTasks,
      connect: async (pipeline) => opened.connect(pipeline),
    });
  } catch (error) {
    throw explainAwsError(error, settings);
  } finally {
    aws?.close();
  }
}

/** Does something with a pipeline of an open cloud. */
export async function withPipeline<Result>(
  open: OpenCloud,
  pipeline: Pipeline,
  work: (connection: PipelineConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await open.connect(pipeline);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}
