import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { call, caught, only } from '../states.ts';

const cloud = useCloud({ dynamodb: true });
const scenarios = FROM.localStack('services/test_aws_sdk_task_service.snapshot.json');

const table = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};

async function createTable(name: string): Promise<void> {
  const execution = await cloud.run(only(call('dynamodb:createTable', { TableName: name, ...table })));
  expect(execution).toMatchObject({ status: 'SUCCEEDED' });
  const describe = call('dynamodb:describeTable', { TableName: name });
  for (;;) {
    const { output } = await cloud.run(only(describe));
    if (json(output).Table.TableStatus === 'ACTIVE') return;
  }
}

fact('putItem, updateItem, getItem and deleteItem', scenarios, async () => {
  await createTable('items');
  const TableName = 'items';
  const Key = { id: { S: 'id1' } };
  const execution = await cloud.run({
    StartAt: 'Put',
    States: {
      Put: call(
        'dynamodb:putItem',
        { TableName, Item: { ...Key, data: { S: 'HelloWorld' } } },
        {
          Assign: { put: '{% $states.result %}' },
          Next: 'Update',
        },
      ),
      Update: call(
        'dynamodb:updateItem',
        {
          TableName,
          Key,
          UpdateExpression: 'set S=:r',
          ExpressionAttributeValues: { ':r': { S: 'HelloWorldUpdated' } },
        },
        { Next: 'Get' },
      ),
      Get: call(
        'dynamodb:getItem',
        { TableName, Key },
        { Assign: { got: '{% $states.result %}' }, Next: 'Delete' },
      ),
      Delete: call(
        'dynamodb:deleteItem',
        { TableName, Key },
        {
          Output: { put: '{% $put %}', got: '{% $got %}', deleted: '{% $states.result %}' },
          End: true,
        },
      ),
    },
  });
  expect(json(execution.output)).toEqual({
    put: {},
    got: { Item: { id: { S: 'id1' }, data: { S: 'HelloWorld' }, S: { S: 'HelloWorldUpdated' } } },
    deleted: {},
  });
});

const asSeen =
  'seen on AWS, github.com/aws/aws-sdk-js issue 4294 and github.com/aws/aws-sdk-js-v3 issue 4948';
fact('attributes that are true, false or null come as Bool and Nul', asSeen, async () => {
  await createTable('types');
  const item = {
    id: { S: '1' },
    yes: { Bool: true },
    none: { Nul: true },
    inner: { M: { no: { BOOL: false } } },
  };
  await cloud.run(only(call('dynamodb:putItem', { TableName: 'types', Item: item })));
  const { output } = await cloud.run(only(call('dynamodb:scan', { TableName: 'types' })));
  expect(json(output).Items).toEqual([{ ...item, inner: { M: { no: { Bool: false } } } }]);
});

fact('a condition that fails is DynamoDb.ConditionalCheckFailedException', FROM.awsSdk, async () => {
  await createTable('conditions');
  const put = call('dynamodb:putItem', {
    TableName: 'conditions',
    Item: { id: { S: '1' } },
    ConditionExpression: 'attribute_exists(id)',
  });
  const execution = await cloud.run(caught(put, ['DynamoDb.ConditionalCheckFailedException']));
  expect(json(execution.output)).toMatchObject({
    Error: 'DynamoDb.ConditionalCheckFailedException',
    Cause: expect.stringMatching(/\(Service: DynamoDb, Status Code: 400, Request ID: /),
  });
});

fact('a missing table is DynamoDb.ResourceNotFoundException', scenarios, async () => {
  const get = call('dynamodb:getItem', { TableName: 'nothing', Key: { id: { S: '1' } } });
  expect(await cloud.run(only(get))).toMatchObject({ error: 'DynamoDb.ResourceNotFoundException' });
});

assumption('an error that DynamoDB’s API doesn’t list is DynamoDb.DynamoDbException', async () => {
  await createTable('invalid');
  const put = call('dynamodb:putItem', { TableName: 'invalid', Item: { other: { S: '1' } } });
  expect(await cloud.run(only(put))).toMatchObject({ error: 'DynamoDb.DynamoDbException' });
});
