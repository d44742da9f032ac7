import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { onTestFinished } from 'vitest';
import { startDynamoDb } from '../../../local/dynamodb/index.ts';

export const TABLE = 'ledger';

/** A folder that goes with the test. */
export async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-dynamodb-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function createClient(endpoint: string): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return DynamoDBDocumentClient.from(client);
}

/** pk string, sk number, and an index by time of update. */
export async function createLedger(client: DynamoDBDocumentClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
        { AttributeName: 'run', AttributeType: 'S' },
        { AttributeName: 'updated', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byUpdate',
          KeySchema: [
            { AttributeName: 'run', KeyType: 'HASH' },
            { AttributeName: 'updated', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
}

/** A DynamoDB of the test's own, with an empty ledger. */
export async function startWithLedger(): Promise<{ url: string; client: DynamoDBDocumentClient }> {
  const root = await createFolder();
  const server = await startDynamoDb({ root });
  onTestFinished(() => server.close());
  const client = createClient(server.url);
  await createLedger(client);
  return { url: server.url, client };
}
