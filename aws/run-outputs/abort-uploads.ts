import type { Ledger, RunRow } from '../ledger/index.ts';
import type { ObjectStore } from '../object-store/index.ts';

/** Aborts the uploads that a run's row names: nothing of them may stay behind, since S3 charges for parts. */
export async function abortUploads(
  { ledger, store, bucket }: { ledger: Ledger; store: ObjectStore; bucket: string },
  row: RunRow,
): Promise<void> {
  if (!row.uploads?.length) return;
  for (const upload of row.uploads) await store.multipart.abort(bucket, upload);
  await ledger.updateRun(row.runId, row.epoch, { status: row.status, uploads: [] });
}
