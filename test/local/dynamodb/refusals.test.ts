import { request } from 'node:http';
import { connect } from 'node:net';
import { CreateTableCommand, TransactWriteItemsCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { startDynamoDb } from '../../../local/dynamodb/index.ts';
import { createFolder, startWithLedger, TABLE } from './ledger-table.ts';

test('operations and parameters that are not supported are refused by name', async () => {
  const { client } = await startWithLedger();

  const transaction = client.send(new TransactWriteItemsCommand({ TransactItems: [] }));
  const change = client.send(new UpdateTableCommand({ TableName: TABLE, GlobalSecondaryIndexUpdates: [] }));
  const stream = client.send(
    new CreateTableCommand({
      TableName: 'streamed',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );

  await Promise.all([
    expect(transaction).rejects.toThrow('TransactWriteItems is not an operation of the local DynamoDB'),
    expect(change).rejects.toThrow('UpdateTable is not an operation of the local DynamoDB'),
    expect(stream).rejects.toThrow('StreamSpecification of CreateTable is not supported'),
  ]);
});

test('what DynamoDB refuses is refused in its words', async () => {
  const { client } = await startWithLedger();

  const incomplete = client.send(new PutCommand({ TableName: TABLE, Item: { pk: 'run#1' } }));
  const unknown = client.send(new PutCommand({ TableName: 'other', Item: { pk: 'run#1' } }));

  await Promise.all([
    expect(incomplete).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Missing the key sk'),
    }),
    expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' }),
  ]);
});

test.each([
  [{ host: 'example.com', authorization: 'AWS4-HMAC-SHA256 x' }, 403],
  [{ host: 'localhost' }, 400],
])('a request that no SDK on this machine sends is refused: %o', async (headers, status) => {
  const { url } = await startWithLedger();

  const answered = await new Promise<number | undefined>((resolve, reject) => {
    const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables' };
    request(url, { method: 'POST', headers: { ...headers, ...target } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end('{}');
  });

  expect(answered).toBe(status);
});

test('a client that breaks off its request does not disturb others', async () => {
  const { url, client } = await startWithLedger();
  const { port } = new URL(url);

  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        'POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 x\r\n' +
          'X-Amz-Target: DynamoDB_20120810.PutItem\r\nContent-Length: 1000\r\n\r\n{"Table',
        () => {
          socket.resetAndDestroy();
          resolve();
        },
      );
    });
  });

  await expect(
    client.send(new PutCommand({ TableName: TABLE, Item: { pk: 'a', sk: 1 } })),
  ).resolves.toBeDefined();
});

test('tables that another server has open are refused', async () => {
  const root = await createFolder();
  const first = await startDynamoDb({ root });

  await expect(startDynamoDb({ root })).rejects.toThrow(`tables in ${root} can't be opened`);

  await first.close();
});
