import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { receipt } from '../../core/contracts/receipt.ts';
import { type RunRow, shardKey, unitRow } from './rows.ts';
import type { LedgerTable } from './table.ts';

/** What the merge asks of a unit's row: a tenth of it. */
const unitCommit = z.object({
  unit: unitRow.shape.unit,
  state: unitRow.shape.state,
  receipt: receipt
    .pick({ unit: true, firstItem: true, items: true, output: true, failures: true })
    .optional(),
});
export type UnitCommit = z.infer<typeof unitCommit>;

/** Names as expressions take them: some are words that DynamoDB reserves. */
const projection = {
  ProjectionExpression: '#unit, #state, #r.#unit, #r.#firstItem, #r.#items, #r.#output, #r.#failures',
  ExpressionAttributeNames: {
    '#unit': 'unit',
    '#state': 'state',
    '#r': 'receipt',
    '#firstItem': 'firstItem',
    '#items': 'items',
    '#output': 'output',
    '#failures': 'failures',
  },
};

/**
 * What all units of a run committed, in order; undefined where a unit was never claimed. Strongly consistent. Memory is
 * flat: two pages of at most 1 MB for each shard.
 */
export async function* readCommits(
  table: LedgerTable,
  run: Pick<RunRow, 'runId' | 'shards'> & { units: number },
): AsyncGenerator<{ unit: number; commit: UnitCommit | undefined }> {
  const shards = await Promise.all(
    Array.from({ length: run.shards }, (_, shard) => openShard(table, shardKey(run.runId, shard))),
  );
  for (let unit = 0; unit < run.units; unit++) {
    const shard = shards[unit % run.shards];
    while (shard?.isRead()) await shard.turn();
    yield { unit, commit: shard?.take(unit) };
  }
}

/** A shard's rows, page by page; the next page is under way while one is read. */
async function openShard(table: LedgerTable, pk: string) {
  const query = async (from: Record<string, unknown> | undefined) => {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ...projection,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    return { rows: page.Items ?? [], from: page.LastEvaluatedKey };
  };
  const ask = (from: Record<string, unknown> | undefined) => {
    const asked = from && query(from);
    asked?.catch(() => {}); // Reported when the page is turned.
    return asked;
  };
  let page = await query(undefined);
  let next = ask(page.from);
  let at = 0;
  return {
    /** True if the page is read and there is another. */
    isRead: () => at === page.rows.length && next !== undefined,
    async turn(): Promise<void> {
      if (next === undefined) return;
      page = await next;
      next = ask(page.from);
      at = 0;
    },
    /** The next row, if it is this unit's. */
    take(unit: number): UnitCommit | undefined {
      const row = page.rows[at];
      if (row?.unit !== unit) return undefined;
      at += 1;
      return unitCommit.parse(row);
    },
  };
}
