import { createLedger } from '../aws/ledger/index.ts';
import { createAwsClients, destroyClients } from '../client/clients.ts';
import { createClient } from '../client/create-client.ts';
import { readObject } from '../client/read-object.ts';
import { parseS3Uri } from '../client/s3-uri.ts';
import type { Pipeline } from '../core/contracts/pipeline.ts';
import { readCloudConnection } from './cloud-connection.ts';
import { nameOldLedger } from './old-ledger.ts';
import type { LocalCloud, PipelineConnection } from './parts.ts';

/** A client of a pipeline in the local cloud. */
export function connectPipeline(cloud: LocalCloud, pipeline: Pipeline, stateDir: string): PipelineConnection {
  const clients = createAwsClients(readCloudConnection(cloud));
  const ledger = createLedger({ client: clients.dynamodb, table: pipeline.table });
  return {
    client: createClient({ pipeline, clients, ledger: nameOldLedger(ledger, stateDir) }),
    read: (uri) => readObject(clients.s3, parseS3Uri(uri)),
    close: () => destroyClients(clients),
  };
}
