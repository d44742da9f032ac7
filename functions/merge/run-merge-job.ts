import type { Ledger } from '../../aws/ledger/index.ts';
import { encodePieces, joinPieces, readOutputFormat, sendParts } from '../../aws/merging/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { MergeEvent, MergeReceipt } from '../../core/contracts/merge.ts';

/** What a merge job needs around it. */
export interface MergeSurroundings {
  ledger: Ledger;
  store: ObjectStore;
  bucket: string;
}

/**
 * Does one job of a merge step and records it in the ledger. Doing it again gives the same: objects are written under
 * the job's own key, a part sent again replaces its number.
 */
export async function runMergeJob(around: MergeSurroundings, event: MergeEvent): Promise<{ job: number }> {
  const receipt = await doJob(around, event);
  await around.ledger.putMerge(event, receipt);
  return { job: receipt.job };
}

async function doJob(
  { store, bucket }: MergeSurroundings,
  { runId, format, job }: MergeEvent,
): Promise<MergeReceipt> {
  switch (job.kind) {
    case 'parts': {
      const sent = await sendParts(store, bucket, job.upload, job.parts);
      return { job: job.job, object: null, upload: job.upload.uploadId, ...sent };
    }
    case 'join': {
      const target = { key: job.key, contentType: 'application/octet-stream' };
      const { streamedBytes, copiedBytes, ...object } = await joinPieces(store, bucket, target, job.pieces);
      return { job: job.job, object, parts: [], streamedBytes, copiedBytes };
    }
    case 'encode': {
      const output = await readOutputFormat(store, bucket, runId, format);
      const { object, streamedBytes } = await encodePieces(store, bucket, job.key, output, job.pieces);
      return { job: job.job, object, parts: [], streamedBytes, copiedBytes: 0 };
    }
  }
}
