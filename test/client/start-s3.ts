import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { type AwsClients, createAwsClients, destroyClients } from '../../client/clients.ts';
import { startS3 } from '../../local/s3/index.ts';

/** Bucket of every {@link startBucket}. */
export const bucket = 'bucket';

/** The local S3 with one empty bucket, and a folder for a test's files. */
export async function startBucket(endpoints: { sfn?: string; lambda?: string } = {}): Promise<{
  clients: AwsClients;
  s3: S3Client;
  directory: string;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const directory = await mkdtemp(join(tmpdir(), 'fanfold-client-'));
  const server = await startS3({
    root: join(directory, 's3'),
    account: { region: 'us-east-1', accountId: '000000000000' },
  });
  const clients = createAwsClients({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: { ...endpoints, s3: server.url },
  });
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    clients,
    s3: clients.s3,
    directory,
    async [Symbol.asyncDispose]() {
      destroyClients(clients);
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}
