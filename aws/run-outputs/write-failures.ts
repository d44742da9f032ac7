import { runKeys } from '../../core/contracts/keys.ts';
import type { Ledger } from '../ledger/index.ts';
import { concatenate, type ObjectStore } from '../object-store/index.ts';
import { type PlannedRow, readFailureKeys } from './read-receipts.ts';

/** Folds the units' failure records into one `failures.jsonl`, in item order; null if no item failed. */
export async function writeFailures(
  { store, ledger, bucket }: { store: ObjectStore; ledger: Ledger; bucket: string },
  row: PlannedRow,
  failed: number,
): Promise<{ uri: string } | null> {
  if (failed === 0) return null;
  const { failures: key } = runKeys(row.runId);
  const writer = store.openWriter(bucket, key, 'application/jsonl');
  try {
    await concatenate(store, bucket, readFailureKeys(ledger, row), writer);
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return { uri: `s3://${bucket}/${key}` };
}
