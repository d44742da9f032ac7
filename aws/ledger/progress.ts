import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ledgerSchema } from '../../core/contracts/ledger-schema.ts';
import { type UnitProgress, unitProgress } from '../../core/contracts/unit-progress.ts';
import { shardKey } from './rows.ts';
import type { LedgerTable } from './table.ts';

const changedUnit = z.object({
  sk: z.string().transform((key) => Number(key.slice('unit#'.length))),
  state: z.enum(['claimed', 'committed']),
  attempt: z.int(),
  epoch: z.int(),
  generation: z.int(),
  progress: unitProgress,
  startedAt: z.number(),
  leaseUntil: z.number(),
  updatedAt: z.number(),
});

/** A unit whose row changed. */
export interface ChangedUnit {
  unit: number;
  state: 'claimed' | 'committed';
  attempt: number;
  epoch: number;
  generation: number;
  progress: UnitProgress;
  /** Epoch milliseconds of its latest claim, of the end of its lease, and of this change. */
  startedAt: number;
  leaseUntil: number;
  updatedAt: number;
}

/**
 * An index follows its table after a moment, and writers' clocks differ: rows of this many milliseconds before
 * the cursor are read again. A row may so be told twice; its latest state counts.
 */
const overlapMs = 2_000;

/**
 * Units whose rows changed since the cursor (0 at first): the cost is in proportion to what changed,
 * never to the number of units.
 */
export async function readProgress(
  table: LedgerTable,
  runId: string,
  shards: number,
  cursor: number,
): Promise<{ cursor: number; changed: ChangedUnit[] }> {
  const perShard = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      readShardChanges(table, shardKey(runId, shard), cursor - overlapMs),
    ),
  );
  const rows = perShard.flat();
  return {
    cursor: rows.reduce((latest, row) => Math.max(latest, row.updatedAt), cursor),
    changed: rows.map(({ sk, ...row }) => ({ unit: sk, ...row })),
  };
}

async function readShardChanges(
  table: LedgerTable,
  pk: string,
  since: number,
): Promise<z.infer<typeof changedUnit>[]> {
  const rows: z.infer<typeof changedUnit>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        IndexName: ledgerSchema.index.name,
        KeyConditionExpression: 'pk = :pk AND updatedAt >= :since',
        ExpressionAttributeValues: { ':pk': pk, ':since': since },
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    for (const item of page.Items ?? []) rows.push(changedUnit.parse(item));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return rows;
}
