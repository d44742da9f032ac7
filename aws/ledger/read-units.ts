import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { UnitId } from './change-unit.ts';
import { type RunRow, shardKey, type UnitRow, unitKey, unitRow } from './rows.ts';
import type { LedgerTable } from './table.ts';

/** Reads one unit's row, strongly consistent. */
export async function getUnit(table: LedgerTable, id: UnitId): Promise<UnitRow | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({
      TableName: table.table,
      Key: unitKey(id.runId, id.shards, id.unit),
      ConsistentRead: true,
    }),
  );
  return Item === undefined ? undefined : unitRow.parse(Item);
}

/**
 * All units of a run in order, undefined where a unit was never claimed. Memory is flat: one page per shard.
 */
export async function* readUnits(
  table: LedgerTable,
  run: Pick<RunRow, 'runId' | 'shards'> & { units: number },
): AsyncGenerator<{ unit: number; row: UnitRow | undefined }> {
  const shards = Array.from({ length: run.shards }, (_, shard) => readShard(table, run.runId, shard));
  const heads = await Promise.all(shards.map((shard) => shard.next()));
  for (let unit = 0; unit < run.units; unit++) {
    const at = unit % run.shards;
    const head = heads[at];
    if (head === undefined || head.done || head.value.unit !== unit) {
      yield { unit, row: undefined };
      continue;
    }
    yield { unit, row: head.value };
    const next = await shards[at]?.next();
    if (next !== undefined) heads[at] = next;
  }
}

async function* readShard(
  table: LedgerTable,
  runId: string,
  shard: number,
): AsyncGenerator<UnitRow, undefined> {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': shardKey(runId, shard) },
        ConsistentRead: true,
        Limit: 200,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    for (const item of page.Items ?? []) yield unitRow.parse(item);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return undefined;
}
