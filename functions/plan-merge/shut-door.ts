import type { Ledger, RunRow } from '../../aws/ledger/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';

/**
 * Shuts a run's door for one execution: from now on no attempt that carries its epoch can claim or commit. Uploads that
 * an earlier sealing left open are aborted. The same execution may ask again.
 * @throws FanfoldError `RunClosed` if another execution has the run
 */
export async function shutDoor(
  around: { ledger: Ledger; store: ObjectStore; bucket: string },
  row: RunRow,
  holder: { epoch: number; executionArn: string },
): Promise<RunRow> {
  if (row.executionArn !== holder.executionArn) throw closed(row.runId);
  if (row.status === 'SEALING') return row;
  const sealing = row.epoch === holder.epoch ? await around.ledger.beginSeal(row) : undefined;
  if (sealing === undefined) throw closed(row.runId);
  return sealing;
}

/** Aborts the uploads that a run's row names: nothing of them may stay behind, since S3 charges for parts. */
export async function abortUploads(
  { ledger, store, bucket }: { ledger: Ledger; store: ObjectStore; bucket: string },
  row: RunRow,
): Promise<void> {
  if (!row.uploads?.length) return;
  for (const upload of row.uploads) await store.multipart.abort(bucket, upload);
  await ledger.updateRun(row.runId, row.epoch, { status: row.status, uploads: [] });
}

function closed(runId: string): FanfoldError {
  return new FanfoldError('RunClosed', `Run ${runId} was opened by another execution, which seals it`);
}
