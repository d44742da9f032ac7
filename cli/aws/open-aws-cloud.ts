import { SSMClient } from '@aws-sdk/client-ssm';
import { createLedger } from '../../aws/ledger/index.ts';
import { createAwsClients, destroyClients } from '../../client/clients.ts';
import { createClient } from '../../client/create-client.ts';
import { readObject } from '../../client/read-object.ts';
import { parseS3Uri } from '../../client/s3-uri.ts';
import type { Pipeline } from '../../core/contracts/pipeline.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { AwsCloud } from '../parts.ts';
import type { AwsSettings } from './aws-settings.ts';
import { readPipeline, readPipelines } from './read-pipelines.ts';

/**
 * The account and region that the AWS SDK is configured for: by its variables, those of endpoints included, by a profile or a
 * role.
 */
export async function openAwsCloud({ profile, region }: AwsSettings): Promise<AwsCloud> {
  const connection = {
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
  };
  const ssm = new SSMClient(connection);
  const clients = createAwsClients(connection);
  const close = (): void => {
    ssm.destroy();
    destroyClients(clients);
  };
  const pipelinesOf = async (of: string | undefined): Promise<Pipeline[]> => {
    if (of === undefined) return readPipelines(ssm).catch(askForTask);
    const found = await readPipeline(ssm, of);
    return found === undefined ? [] : [found];
  };
  try {
    return {
      region: await ssm.config.region(),
      findPipeline: (task) => readPipeline(ssm, task),
      async findTasks(runId, of) {
        const pipelines = await pipelinesOf(of);
        const runs = await Promise.all(
          pipelines.map(({ table }) => createLedger({ client: clients.dynamodb, table }).getRun(runId)),
        );
        return pipelines
          .filter((_, at) => runs[at] !== undefined)
          .map((pipeline) => ({ task: pipeline.task, pipeline }));
      },
      connect: (pipeline) => ({
        client: createClient({ pipeline, clients }),
        read: (uri) => readObject(clients.s3, parseS3Uri(uri)),
        // The clients are of the whole cloud.
        close() {},
      }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Who may use one pipeline need not be allowed to list them. */
function askForTask(error: unknown): never {
  if (!(error instanceof Error) || error.name !== 'AccessDeniedException') throw error;
  throw new FanfoldError(
    'InvalidUsage',
    `the pipelines can't be listed (${error.message}); say whose run it is: --of <task>`,
    { cause: error },
  );
}
