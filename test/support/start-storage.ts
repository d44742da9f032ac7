import { join } from 'node:path';
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { vi } from 'vitest';
import { createDocumentClient, createS3Client } from '../../aws/clients.ts';
import { createLedger } from '../../aws/ledger/index.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { createLedgerTable } from '../../bench/fan-in/create-ledger-table.ts';
import { startDynamoDb } from '../../local/dynamodb/index.ts';
import { startS3 } from '../../local/s3/index.ts';
import { createFolder } from './create-folder.ts';

/** S3 and DynamoDB of a test file's own, and fanfold's adapters on them. */
export type Storage = Awaited<ReturnType<typeof startStorage>>;

/**
 * Starts the local S3 with a bucket and the local DynamoDB with the ledger's table. Clients find both as Lambda's do,
 * by `AWS_ENDPOINT_URL_*`, so a test file starts one only.
 */
export async function startStorage() {
  const account = { region: 'us-east-1', accountId: '000000000000' };
  const folder = await createFolder();
  const [s3Server, dynamoDbServer] = await Promise.all([
    startS3({ root: join(folder.path, 's3'), account }),
    startDynamoDb({ root: join(folder.path, 'dynamodb'), account }),
  ]);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3Server.url);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamoDbServer.url);
  vi.stubEnv('AWS_REGION', account.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  const bucket = 'bucket';
  const table = 'ledger';
  const owners = [{ bucket, account: account.accountId }];
  const s3 = createS3Client(owners);
  const documents = createDocumentClient();
  await Promise.all([
    s3.send(new CreateBucketCommand({ Bucket: bucket })),
    createLedgerTable(documents, table),
  ]);
  return {
    bucket,
    owners,
    table,
    s3,
    documents,
    store: createObjectStore(s3),
    ledger: createLedger({ client: documents, table }),
    /** Keys below a prefix, in order. */
    async listKeys(prefix: string): Promise<string[]> {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
      return Contents.map(({ Key }) => Key ?? '');
    },
    /** Keys of multipart uploads that were neither completed nor aborted. */
    async listUploads(): Promise<string[]> {
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return Uploads.map(({ Key }) => Key ?? '');
    },
    async close(): Promise<void> {
      s3.destroy();
      documents.destroy();
      await Promise.all([s3Server.close(), dynamoDbServer.close()]);
      vi.unstubAllEnvs();
      await folder.remove();
    },
  };
}
