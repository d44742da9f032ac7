import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { noProgress } from '../../../aws/ledger/index.ts';
import { shardKey, unitKey } from '../../../aws/ledger/rows.ts';
import { ledgerSchema } from '../../../core/contracts/ledger-schema.ts';
import { makeRange } from '../../support/make-receipt.ts';
import type { DynamoDbPlace } from './place.ts';

/** Rows as claims leave them; `filler` makes them large. */
async function putClaims(
  { client, table }: DynamoDbPlace,
  run: { runId: string; shards: number },
  units: readonly number[],
  { updatedAt, filler }: { updatedAt: number; filler?: string },
): Promise<void> {
  for (let from = 0; from < units.length; from += 25) {
    const requests = units.slice(from, from + 25).map((unit) => ({
      PutRequest: {
        Item: {
          ...unitKey(run.runId, run.shards, unit),
          unit,
          state: 'claimed',
          attempt: 1,
          epoch: 1,
          generation: 1,
          owner: 'a',
          leaseUntil: 0,
          startedAt: 1,
          range: makeRange(unit),
          progress: noProgress,
          base: 0,
          tries: 1,
          updatedAt,
          ...(filler !== undefined && { filler }),
        },
      },
    }));
    await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, unit) => unit);

/** What the ledger relies on for queries of the table and of its index. */
export const queryBehaviours = {
  'the table has the index by update time, with what Govern reads': async ({
    client,
    table,
  }: DynamoDbPlace) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));

    const [index] = Table?.GlobalSecondaryIndexes ?? [];
    expect(index?.KeySchema).toEqual([
      { AttributeName: ledgerSchema.partitionKey, KeyType: 'HASH' },
      { AttributeName: ledgerSchema.index.sortKey, KeyType: 'RANGE' },
    ]);
    expect(index?.Projection?.NonKeyAttributes?.toSorted()).toEqual(
      [...ledgerSchema.index.attributes].sort(),
    );
  },

  'units are read in order, over pages of 1 MB': async (place: DynamoDbPlace) => {
    const { client, table, ledger } = place;
    const run = { runId: crypto.randomUUID(), shards: 2, units: 160 };
    await putClaims(place, run, upTo(150), { updatedAt: 1, filler: 'x'.repeat(20_000) });

    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': shardKey(run.runId, 0) },
      }),
    );
    expect(page.Items?.length).toBeLessThan(75);
    expect(page.LastEvaluatedKey).toBeDefined();

    const read = await Array.fromAsync(ledger.readUnits(run));
    expect(read.map(({ unit }) => unit)).toEqual(upTo(160));
    expect(read.filter(({ row }) => row !== undefined).map(({ row }) => row?.unit)).toEqual(upTo(150));
  },

  'the index pages through rows of one time without losing or repeating any': async (
    place: DynamoDbPlace,
  ) => {
    const { client, table } = place;
    const run = { runId: crypto.randomUUID(), shards: 1 };
    await putClaims(place, run, upTo(10), { updatedAt: 5_000 });
    await putClaims(place, run, [10, 11], { updatedAt: 4_999 });

    const read: string[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: ledgerSchema.index.name,
          KeyConditionExpression: 'pk = :pk AND updatedAt >= :since',
          ExpressionAttributeValues: { ':pk': shardKey(run.runId, 0), ':since': 5_000 },
          Limit: 3,
          ...(from !== undefined && { ExclusiveStartKey: from }),
        }),
      );
      for (const { sk } of page.Items ?? []) read.push(sk);
      from = page.LastEvaluatedKey;
    } while (from !== undefined);

    expect(read.toSorted()).toEqual(upTo(10).map((unit) => unitKey(run.runId, 1, unit).sk));
  },

  'only what changed since the cursor is told, in every shard': async (place: DynamoDbPlace) => {
    const { clock, ledger, claim } = place;
    const run = { runId: crypto.randomUUID(), shards: 3 };
    await putClaims(place, run, upTo(9), { updatedAt: 10_000 });
    const first = await ledger.readProgress(run.runId, 3, 0);
    expect(first.changed.map(({ unit }) => unit).toSorted()).toEqual(upTo(9));
    expect(first.cursor).toBe(10_000);

    clock.now = Math.max(clock.now, 100_000);
    await claim({ ...run, unit: 4 }, 'b');
    const second = await ledger.readProgress(run.runId, 3, 50_000);

    expect(second.changed).toMatchObject([{ unit: 4, attempt: 2, progress: noProgress }]);
    expect(second.cursor).toBe(clock.now);
  },
};
