import type { Pipeline } from '../../core/contracts/pipeline.ts';
import type { Edge } from '../edge.ts';
import type { LocalCloud, PipelineConnection } from '../parts.ts';
import type { RunView } from '../progress/run-view.ts';

/** A local cloud that is open, and its state folder. */
export interface OpenCloud {
  cloud: LocalCloud;
  stateDir: string;
}

/** Does something with the local cloud of a state folder. A cloud that is lost meanwhile is the reason that is told. */
export async function inLocalCloud<Result>(
  { parts }: Edge,
  view: RunView,
  stateDir: string,
  work: (open: OpenCloud) => Promise<Result>,
): Promise<Result> {
  view.phase('starting the local cloud');
  const cloud = await parts.openLocalCloud({ stateDir, keep: true, log: (line) => view.note(line) });
  try {
    // Says why, before the requests that then fail do.
    return await Promise.race([
      work({ cloud, stateDir }),
      cloud.lost.then((reason) => Promise.reject(reason)),
    ]);
  } finally {
    await cloud.close();
  }
}

/** Does something with a pipeline of a local cloud. */
export async function withPipeline<Result>(
  { parts }: Edge,
  { cloud, stateDir }: OpenCloud,
  pipeline: Pipeline,
  work: (connection: PipelineConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await parts.connect(cloud, pipeline, stateDir);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}
