import { join } from 'node:path';
import {
  type AwsClients,
  type Client,
  createAwsClients,
  createClient,
  destroyClients,
  type Pipeline,
  pipelineParameterName,
} from '../../client/index.ts';
import { pipeline as pipelineSchema } from '../../core/contracts/pipeline.ts';
import { synthesizeTask } from '../../infra/synthesize-task.ts';
import { openLocalCloud } from '../../local/index.ts';

/** The task's pipeline on a local cloud of its own. */
export interface RunningPipeline {
  client: Client;
  clients: AwsClients;
  pipeline: Pipeline;
  close(): Promise<void>;
}

/** Starts a local cloud and deploys the task, as `fanfold run` does. @param folder for all that it keeps */
export async function startPipeline(folder: string): Promise<RunningPipeline> {
  const task = join(import.meta.dirname, 'task.ts');
  const { assembly, description } = await synthesizeTask({ task, out: join(folder, 'assemblies') });
  const cloud = await openLocalCloud({ stateDir: join(folder, 'state'), keep: true });
  try {
    await cloud.deploy(assembly);
    const parameter = await cloud.parameter(pipelineParameterName(description.settings.name));
    if (parameter === undefined) throw new Error('The deployed stack has no parameter');
    const pipeline = pipelineSchema.parse(JSON.parse(parameter));
    const { region, endpoints } = cloud;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const clients = createAwsClients({ region, credentials, endpoints });
    return {
      client: createClient({ pipeline, clients }),
      clients,
      pipeline,
      async close() {
        destroyClients(clients);
        await cloud.close();
      },
    };
  } catch (error) {
    await cloud.close();
    throw error;
  }
}
