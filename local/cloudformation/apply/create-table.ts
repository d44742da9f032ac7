import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  type KeySchemaElement,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { KeySchema, PlannedIndex, PlannedTable } from '../planned-resource.ts';

const LOOK_INTERVAL_MS = 20;
const MAX_LOOKS = 1_500;

/**
 * Creates a table, or keeps the one that is there with its items.
 * @throws Error when that one has other keys or indexes
 */
export async function createTable(dynamodb: DynamoDBClient, planned: PlannedTable): Promise<void> {
  const existing = await describe(dynamodb, planned.table);
  if (existing === undefined) await create(dynamodb, planned);
  else checkSame(existing, planned);
  await setTimeToLive(dynamodb, planned);
}

async function create(dynamodb: DynamoDBClient, planned: PlannedTable): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: planned.table,
      KeySchema: writeKeys(planned.keySchema),
      AttributeDefinitions: planned.attributes.map(({ name, type }) => ({
        AttributeName: name,
        AttributeType: type,
      })),
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: writeIndexes(planned.globalIndexes),
      LocalSecondaryIndexes: writeIndexes(planned.localIndexes),
    }),
  );
  await waitUntilActive(dynamodb, planned.table);
}

/** The SDK's own waiter looks once a second at most, which is long for a table that takes some milliseconds. */
async function waitUntilActive(dynamodb: DynamoDBClient, table: string): Promise<void> {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    if ((await describe(dynamodb, table))?.TableStatus === 'ACTIVE') return;
    await setTimeout(LOOK_INTERVAL_MS);
  }
  throw new Error(`it is not active after ${(MAX_LOOKS * LOOK_INTERVAL_MS) / 1000} seconds`);
}

async function setTimeToLive(dynamodb: DynamoDBClient, { table, timeToLive }: PlannedTable): Promise<void> {
  const { TimeToLiveDescription: current } = await dynamodb.send(
    new DescribeTimeToLiveCommand({ TableName: table }),
  );
  const attribute = current?.TimeToLiveStatus === 'ENABLED' ? (current.AttributeName ?? null) : null;
  if (attribute === timeToLive) return;
  const set = (AttributeName: string, Enabled: boolean) =>
    dynamodb.send(
      new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: { AttributeName, Enabled } }),
    );
  if (attribute !== null) await set(attribute, false);
  if (timeToLive !== null) await set(timeToLive, true);
}

async function describe(dynamodb: DynamoDBClient, table: string): Promise<TableDescription | undefined> {
  try {
    return (await dynamodb.send(new DescribeTableCommand({ TableName: table }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function checkSame(existing: TableDescription, planned: PlannedTable): void {
  const there = [
    showKeys('', existing.KeySchema ?? []),
    ...[...(existing.GlobalSecondaryIndexes ?? []), ...(existing.LocalSecondaryIndexes ?? [])].map(showIndex),
  ].sort();
  const wanted = [
    showKeys('', writeKeys(planned.keySchema)),
    ...[...planned.globalIndexes, ...planned.localIndexes].map((index) => showIndex(writeIndex(index))),
  ].sort();
  if (there.join() === wanted.join()) return;
  throw new Error(
    `it exists with the keys and indexes ${there.join(' ')}, the template has ${wanted.join(' ')}; ` +
      'the local cloud does not change those of a table: delete the state folder, or give the table another name',
  );
}

/** Such as `byUpdate[pk,updatedAt]` with what it projects. */
function showIndex({
  IndexName = '',
  KeySchema,
  Projection,
}: Pick<GlobalSecondaryIndexDescription, 'IndexName' | 'KeySchema' | 'Projection'>): string {
  const attributes = [...(Projection?.NonKeyAttributes ?? [])].sort();
  const projected = Projection?.ProjectionType === 'INCLUDE' ? attributes : Projection?.ProjectionType;
  return `${showKeys(IndexName, KeySchema ?? [])}(${projected})`;
}

function showKeys(index: string, keys: KeySchemaElement[]): string {
  return `${index}[${keys.map(({ AttributeName }) => AttributeName)}]`;
}

function writeKeys(keys: KeySchema): KeySchemaElement[] {
  return keys.map(({ name, type }) => ({ AttributeName: name, KeyType: type }));
}

function writeIndexes(indexes: PlannedIndex[]) {
  return indexes.length === 0 ? undefined : indexes.map(writeIndex);
}

function writeIndex({ name, keySchema, projection, nonKeyAttributes }: PlannedIndex) {
  return {
    IndexName: name,
    KeySchema: writeKeys(keySchema),
    Projection: {
      ProjectionType: projection,
      ...(projection === 'INCLUDE' ? { NonKeyAttributes: nonKeyAttributes } : {}),
    },
  };
}
