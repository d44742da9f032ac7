import { ConditionalCheckFailedException, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { startWithLedger, TABLE } from './ledger-table.ts';

test('an on-demand table is ACTIVE when CreateTable has answered', async () => {
  const { client } = await startWithLedger();

  const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE }));

  expect(Table?.TableStatus).toBe('ACTIVE');
  expect(Table?.GlobalSecondaryIndexes?.[0]?.IndexStatus).toBe('ACTIVE');
  expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
});

test('a conditional update returns the new item, and the old one when its condition fails', async () => {
  const { client } = await startWithLedger();
  const update = {
    TableName: TABLE,
    Key: { pk: 'run#1', sk: 1 },
    UpdateExpression:
      'SET claimed = :at, attempts = list_append(if_not_exists(attempts, :none), :attempt) ADD tries :one',
    ConditionExpression: 'attribute_not_exists(claimed) OR claimed < :at',
    ExpressionAttributeValues: { ':at': 7, ':none': [], ':attempt': ['a'], ':one': 1 },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;

  const claimed = await client.send(new UpdateCommand(update));
  const again = client.send(new UpdateCommand(update));

  const item = { pk: 'run#1', sk: 1, claimed: 7, attempts: ['a'], tries: 1 };
  expect(claimed.Attributes).toEqual(item);
  const error = await again.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConditionalCheckFailedException);
  expect(error).toMatchObject({ message: 'The conditional request failed', Item: { claimed: { N: '7' } } });
});

test('a condition that fails for want of an item returns none', async () => {
  const { client } = await startWithLedger();

  const error = await client
    .send(
      new DeleteCommand({
        TableName: TABLE,
        Key: { pk: 'run#1', sk: 1 },
        ConditionExpression: 'attribute_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    .catch((reason: unknown) => reason);

  expect(error).toBeInstanceOf(ConditionalCheckFailedException);
  expect(error).not.toHaveProperty('Item.pk');
});

test('of many conditional updates of one item at once, one wins', async () => {
  const { client } = await startWithLedger();

  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, attempt) =>
      client.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: { pk: 'run#1', sk: 1 },
          UpdateExpression: 'SET committed = :attempt',
          ConditionExpression: 'attribute_not_exists(committed)',
          ExpressionAttributeValues: { ':attempt': attempt },
        }),
      ),
    ),
  );

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('an index is read in pages, in order, from a cursor on, and follows updates', async () => {
  const { client } = await startWithLedger();
  const rows = Array.from({ length: 25 }, (_, sk) => ({
    pk: `run#1#${sk % 2}`,
    sk,
    run: 'run#1',
    updated: 100 - sk,
  }));
  await client.send(
    new BatchWriteCommand({ RequestItems: { [TABLE]: rows.map((Item) => ({ PutRequest: { Item } })) } }),
  );
  await client.send(
    new UpdateCommand({
      TableName: TABLE,
      Key: { pk: 'run#1#0', sk: 24 },
      UpdateExpression: 'SET updated = :now',
      ExpressionAttributeValues: { ':now': 1000 },
    }),
  );

  const seen: unknown[] = [];
  let cursor: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'byUpdate',
        KeyConditionExpression: 'run = :run AND updated > :after',
        ExpressionAttributeValues: { ':run': 'run#1', ':after': 80 },
        Limit: 4,
        ExclusiveStartKey: cursor,
      }),
    );
    seen.push(...(page.Items ?? []).map((item) => item.updated));
    cursor = page.LastEvaluatedKey;
  } while (cursor !== undefined);

  expect(seen).toEqual([...Array.from({ length: 20 }, (_, index) => 81 + index), 1000]);
});

test('items are read by key, by prefix, consistently, and in batches; deleted ones are gone from the index', async () => {
  const { client } = await startWithLedger();
  const item = {
    pk: 'run#1',
    sk: -2.5,
    run: 'run#1',
    updated: 1,
    bytes: new Uint8Array([1, 2]),
    nested: { a: [null] },
  };
  await client.send(new PutCommand({ TableName: TABLE, Item: item }));
  const Key = { pk: 'run#1', sk: -2.5 };

  const read = await client.send(new GetCommand({ TableName: TABLE, Key, ConsistentRead: true }));
  const batch = await client.send(new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: [Key] } } }));
  const below = await client.send(
    new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
      ExpressionAttributeValues: { ':pk': 'run#1', ':low': -3, ':high': -2 },
      ConsistentRead: true,
    }),
  );
  await client.send(new DeleteCommand({ TableName: TABLE, Key }));
  const left = await client.send(new ScanCommand({ TableName: TABLE, IndexName: 'byUpdate' }));

  expect(read.Item).toEqual(item);
  expect(batch.Responses?.[TABLE]).toEqual([item]);
  expect(below.Items).toEqual([item]);
  expect(left.Items).toEqual([]);
});
