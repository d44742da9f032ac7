import * as dynamodb from '@aws-sdk/client-dynamodb';
import { operation, type SdkOperation } from '../sdk-operation.ts';

type Client = dynamodb.DynamoDBClient;

/** Actions of DynamoDB: those that the local DynamoDB has. */
export const dynamoDbOperations: Readonly<Record<string, SdkOperation<Client>>> = {
  batchGetItem: operation(
    dynamodb.BatchGetItem$,
    (client: Client, input: dynamodb.BatchGetItemCommandInput) =>
      client.send(new dynamodb.BatchGetItemCommand(input)),
  ),
  batchWriteItem: operation(
    dynamodb.BatchWriteItem$,
    (client: Client, input: dynamodb.BatchWriteItemCommandInput) =>
      client.send(new dynamodb.BatchWriteItemCommand(input)),
  ),
  createTable: operation(dynamodb.CreateTable$, (client: Client, input: dynamodb.CreateTableCommandInput) =>
    client.send(new dynamodb.CreateTableCommand(input)),
  ),
  deleteItem: operation(dynamodb.DeleteItem$, (client: Client, input: dynamodb.DeleteItemCommandInput) =>
    client.send(new dynamodb.DeleteItemCommand(input)),
  ),
  deleteTable: operation(dynamodb.DeleteTable$, (client: Client, input: dynamodb.DeleteTableCommandInput) =>
    client.send(new dynamodb.DeleteTableCommand(input)),
  ),
  describeTable: operation(
    dynamodb.DescribeTable$,
    (client: Client, input: dynamodb.DescribeTableCommandInput) =>
      client.send(new dynamodb.DescribeTableCommand(input)),
  ),
  describeTimeToLive: operation(
    dynamodb.DescribeTimeToLive$,
    (client: Client, input: dynamodb.DescribeTimeToLiveCommandInput) =>
      client.send(new dynamodb.DescribeTimeToLiveCommand(input)),
  ),
  getItem: operation(dynamodb.GetItem$, (client: Client, input: dynamodb.GetItemCommandInput) =>
    client.send(new dynamodb.GetItemCommand(input)),
  ),
  listTables: operation(dynamodb.ListTables$, (client: Client, input: dynamodb.ListTablesCommandInput) =>
    client.send(new dynamodb.ListTablesCommand(input)),
  ),
  listTagsOfResource: operation(
    dynamodb.ListTagsOfResource$,
    (client: Client, input: dynamodb.ListTagsOfResourceCommandInput) =>
      client.send(new dynamodb.ListTagsOfResourceCommand(input)),
  ),
  putItem: operation(dynamodb.PutItem$, (client: Client, input: dynamodb.PutItemCommandInput) =>
    client.send(new dynamodb.PutItemCommand(input)),
  ),
  query: operation(dynamodb.Query$, (client: Client, input: dynamodb.QueryCommandInput) =>
    client.send(new dynamodb.QueryCommand(input)),
  ),
  scan: operation(dynamodb.Scan$, (client: Client, input: dynamodb.ScanCommandInput) =>
    client.send(new dynamodb.ScanCommand(input)),
  ),
  tagResource: operation(dynamodb.TagResource$, (client: Client, input: dynamodb.TagResourceCommandInput) =>
    client.send(new dynamodb.TagResourceCommand(input)),
  ),
  untagResource: operation(
    dynamodb.UntagResource$,
    (client: Client, input: dynamodb.UntagResourceCommandInput) =>
      client.send(new dynamodb.UntagResourceCommand(input)),
  ),
  updateItem: operation(dynamodb.UpdateItem$, (client: Client, input: dynamodb.UpdateItemCommandInput) =>
    client.send(new dynamodb.UpdateItemCommand(input)),
  ),
  updateTimeToLive: operation(
    dynamodb.UpdateTimeToLive$,
    (client: Client, input: dynamodb.UpdateTimeToLiveCommandInput) =>
      client.send(new dynamodb.UpdateTimeToLiveCommand(input)),
  ),
};
