import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Receipt } from '../../core/contracts/receipt.ts';
import { type RunRow, shardKey, type UnitProgress, type UnitRow, unitKey, unitRow } from './rows.ts';
import { expiresAt, ifConditionHolds, type LedgerTable } from './table.ts';

/** What names a unit's row. */
export interface UnitId {
  runId: string;
  shards: number;
  unit: number;
}

/**
 * Takes a unit for one attempt: free, or its lease has run out, or it was claimed in an epoch that is over. An attempt of
 * an epoch that is over takes nothing from a later one, nor from a fence, which would let a former holder commit again.
 * @returns the row with this attempt's number; undefined if it is committed or somebody else's
 */
export async function claimUnit(
  table: LedgerTable,
  id: UnitId,
  claim: { owner: string; epoch: number; leaseMs: number },
): Promise<UnitRow | undefined> {
  const now = table.now();
  const claimed = await ifConditionHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.table,
        Key: unitKey(id.runId, id.shards, id.unit),
        UpdateExpression:
          'SET #unit = :unit, #state = :claimed, #owner = :owner, leaseUntil = :until, epoch = :epoch, progress = :none, updatedAt = :now, expiresAt = :expires ADD attempt :one',
        ConditionExpression:
          'attribute_not_exists(pk) OR (#state = :claimed AND (epoch < :epoch OR (epoch = :epoch AND leaseUntil < :now)))',
        ExpressionAttributeNames: { '#unit': 'unit', '#state': 'state', '#owner': 'owner' },
        ExpressionAttributeValues: {
          ':unit': id.unit,
          ':claimed': 'claimed',
          ':owner': claim.owner,
          ':until': now + claim.leaseMs,
          ':epoch': claim.epoch,
          ':none': { done: 0, failed: 0, rows: 0 },
          ':now': now,
          ':expires': expiresAt(table),
          ':one': 1,
        },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return claimed === undefined ? undefined : unitRow.parse(claimed.Attributes);
}

/** Prolongs a claim and says how far it has come; false if the unit is no longer this owner's. */
export async function heartbeatUnit(
  table: LedgerTable,
  id: UnitId,
  beat: { owner: string; epoch: number; leaseMs: number; progress: UnitProgress },
): Promise<boolean> {
  const now = table.now();
  const beaten = await ifConditionHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.table,
        Key: unitKey(id.runId, id.shards, id.unit),
        UpdateExpression: 'SET leaseUntil = :until, progress = :progress, updatedAt = :now',
        ConditionExpression: '#state = :claimed AND #owner = :owner AND epoch = :epoch',
        ExpressionAttributeNames: { '#state': 'state', '#owner': 'owner' },
        ExpressionAttributeValues: {
          ':until': now + beat.leaseMs,
          ':progress': beat.progress,
          ':now': now,
          ':claimed': 'claimed',
          ':owner': beat.owner,
          ':epoch': beat.epoch,
        },
      }),
    ),
  );
  return beaten !== undefined;
}

/** Commits a unit's receipt: the first commit wins, whoever holds the claim; false if it was not this one. */
export async function commitUnit(table: LedgerTable, id: UnitId, receipt: Receipt): Promise<boolean> {
  const committed = await ifConditionHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.table,
        Key: unitKey(id.runId, id.shards, id.unit),
        UpdateExpression:
          'SET #state = :committed, receipt = :receipt, progress = :progress, updatedAt = :now',
        ConditionExpression: '#state = :claimed AND epoch = :epoch',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':committed': 'committed',
          ':claimed': 'claimed',
          ':receipt': receipt,
          ':epoch': receipt.epoch,
          ':progress': {
            done: receipt.items.total,
            failed: receipt.items.failed,
            rows: receipt.output?.rows ?? 0,
          },
          ':now': table.now(),
        },
      }),
    ),
  );
  return committed !== undefined;
}

/** Shuts out an attempt that holds a claim of a run that is closing; false if it committed just before. */
export async function fenceUnit(table: LedgerTable, id: UnitId, epoch: number): Promise<boolean> {
  const fenced = await ifConditionHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.table,
        Key: unitKey(id.runId, id.shards, id.unit),
        UpdateExpression: 'SET epoch = :epoch, leaseUntil = :over, updatedAt = :now',
        ConditionExpression: '#state = :claimed',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':epoch': epoch,
          ':over': 0,
          ':claimed': 'claimed',
          ':now': table.now(),
        },
      }),
    ),
  );
  return fenced !== undefined;
}

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
