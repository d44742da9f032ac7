import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { startDynamoDb } from '../../../local/dynamodb/index.ts';
import { createClient, createFolder, createLedger, TABLE } from './ledger-table.ts';

const TTL = { TableName: TABLE, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } };

test('time to live is kept over a restart, and expired items go', async () => {
  const root = await createFolder();
  const first = await startDynamoDb({ root });
  const client = createClient(first.url);
  const now = Math.floor(Date.now() / 1000);
  await createLedger(client);
  await client.send(new UpdateTimeToLiveCommand(TTL));
  const items = [
    { pk: 'expired', sk: 1, expires: now - 60 },
    { pk: 'later', sk: 1, expires: now + 3600 },
    { pk: 'never', sk: 1 },
    { pk: 'text', sk: 1, expires: String(now - 60) },
    { pk: 'six years ago', sk: 1, expires: now - 6 * 365 * 86_400 },
  ];
  for (const Item of items) {
    await client.send(new PutCommand({ TableName: TABLE, Item }));
  }
  await first.close();

  const second = await startDynamoDb({ root });
  const reader = createClient(second.url);
  const { TimeToLiveDescription } = await reader.send(new DescribeTimeToLiveCommand({ TableName: TABLE }));
  await expect
    .poll(async () =>
      (await reader.send(new ScanCommand({ TableName: TABLE }))).Items?.map((item) => item.pk).sort(),
    )
    .toEqual(['later', 'never', 'six years ago', 'text']);

  expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
  await expect(reader.send(new UpdateTimeToLiveCommand(TTL))).rejects.toThrow(
    'TimeToLive is already enabled',
  );
  await second.close();
});
