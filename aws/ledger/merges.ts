import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { padUnit } from '../../core/contracts/keys.ts';
import { type MergeReceipt, mergeReceipt } from '../../core/contracts/merge.ts';
import { expiresAt, type LedgerTable } from './table.ts';

/** A step of a run's merge: sealed anew, a run merges anew. */
export interface MergeStep {
  runId: string;
  /** Epoch in which the run is being sealed. */
  epoch: number;
  step: number;
}

/** Records what a merge Lambda did. The same job done again records the same. */
export async function putMerge(table: LedgerTable, step: MergeStep, receipt: MergeReceipt): Promise<void> {
  await table.client.send(
    new PutCommand({
      TableName: table.table,
      Item: {
        pk: mergeKey(step),
        sk: `job#${padUnit(receipt.job)}`,
        receipt,
        updatedAt: table.now(),
        expiresAt: expiresAt(table),
      },
    }),
  );
}

/** What the merge Lambdas of a step did, in order of their jobs. */
export async function* readMerges(table: LedgerTable, step: MergeStep): AsyncGenerator<MergeReceipt> {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': mergeKey(step) },
        ConsistentRead: true,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    for (const item of page.Items ?? []) yield mergeReceipt.parse(item.receipt);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

function mergeKey({ runId, epoch, step }: MergeStep): string {
  return `run#${runId}#merge#${epoch}#${step}`;
}
