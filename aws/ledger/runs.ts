import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { EarlyEnd, SealResult } from '../../core/contracts/run-result.ts';
import { type RunRow, runKey, runRow } from './rows.ts';
import { expiresAt, ifConditionHolds, type LedgerTable } from './table.ts';

/** Reads a run's row, strongly consistent; undefined if there is none. */
export async function getRun(table: LedgerTable, runId: string): Promise<RunRow | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.table, Key: runKey(runId), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : runRow.parse(Item);
}

const runDoor = runRow.pick({ epoch: true, status: true, ending: true });

/** Whether a run is open, and to whom. */
export type RunDoor = Pick<RunRow, 'epoch' | 'status' | 'ending'>;

/** Looks whether a run is still open; what changed within the last second may not show. Costs half a read unit. */
export async function readDoor(table: LedgerTable, runId: string): Promise<RunDoor | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({
      TableName: table.table,
      Key: runKey(runId),
      ProjectionExpression: 'epoch, #status, ending',
      ExpressionAttributeNames: { '#status': 'status' },
    }),
  );
  return Item === undefined ? undefined : runDoor.parse(Item);
}

/**
 * Says that a run is being ended before its units are; the first to say so says why.
 * @returns false if it isn't running in this epoch, or is being ended already
 */
export async function endRun(
  table: LedgerTable,
  runId: string,
  epoch: number,
  ending: EarlyEnd,
): Promise<boolean> {
  const written = await ifConditionHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.table,
        Key: runKey(runId),
        UpdateExpression: 'SET ending = :ending, updatedAt = :now',
        ConditionExpression: 'epoch = :epoch AND #status = :running AND attribute_not_exists(ending)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':ending': ending,
          ':now': table.now(),
          ':epoch': epoch,
          ':running': 'RUNNING',
        },
      }),
    ),
  );
  return written !== undefined;
}

/**
 * Writes the row of a run that is opened, on the condition that nobody opened it meanwhile.
 * @param previousEpoch epoch of the row that was read, undefined if there was none
 * @returns false if somebody else was first
 */
export async function putRun(
  table: LedgerTable,
  row: RunRow,
  previousEpoch: number | undefined,
): Promise<boolean> {
  const written = await ifConditionHolds(
    table.client.send(
      new PutCommand({
        TableName: table.table,
        Item: { ...runKey(row.runId), ...row, updatedAt: table.now(), expiresAt: expiresAt(table) },
        ...(previousEpoch === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'epoch = :previous',
              ExpressionAttributeValues: { ':previous': previousEpoch },
            }),
      }),
    ),
  );
  if (written !== undefined) return true;
  // If the answer to a write that was done is lost, the SDK sends it again, and the condition no longer holds.
  const now = await getRun(table, row.runId);
  return now?.epoch === row.epoch && now.executionArn === row.executionArn;
}

/** Moves an open run on: planned, rejected. Only for the holder of its epoch; false otherwise. */
export async function updateRun(
  table: LedgerTable,
  runId: string,
  epoch: number,
  change: Pick<RunRow, 'status'> &
    Partial<Pick<RunRow, 'items' | 'units' | 'shards' | 'sealed' | 'uploads'>> & { epoch?: number },
): Promise<boolean> {
  const given = Object.entries({ ...change, updatedAt: table.now() }).filter(
    ([, value]) => value !== undefined,
  );
  const written = await ifConditionHolds(
    table.client.send(
      new UpdateCommand({
        TableName: table.table,
        Key: runKey(runId),
        UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ConditionExpression: '#epoch = :held',
        ExpressionAttributeNames: {
          '#epoch': 'epoch',
          ...Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ':held': epoch,
          ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
        },
      }),
    ),
  );
  return written !== undefined;
}

/**
 * Shuts a run's door: bumps its epoch, so that no attempt that carries the old one can claim a unit from now on.
 * Attempts that hold a claim already are shut out one by one by `fenceUnit`.
 */
export async function beginSeal(table: LedgerTable, row: RunRow): Promise<RunRow | undefined> {
  const epoch = row.epoch + 1;
  const moved = await updateRun(table, row.runId, row.epoch, { status: 'SEALING', epoch });
  return moved ? { ...row, status: 'SEALING', epoch } : undefined;
}

/** Records what Seal said: the run's end. */
export async function closeRun(table: LedgerTable, row: RunRow, sealed: SealResult): Promise<boolean> {
  return updateRun(table, row.runId, row.epoch, { status: sealed.status, sealed });
}
