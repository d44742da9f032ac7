import type { Ledger } from '../../aws/ledger/index.ts';
import {
  encodePieces,
  joinPieces,
  readOutputFormat,
  readPieces,
  sendParts,
} from '../../aws/merging/index.ts';
import type { ObjectStore } from '../../aws/object-store/index.ts';
import type { MergeEvent, MergeReceipt } from '../../core/contracts/merge.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { foldRows } from '../unit/items/fold-rows.ts';
import type { ItemProcessPool } from '../unit/items/item-process-pool.ts';

/** What a merge job needs around it. */
export interface MergeSurroundings {
  ledger: Ledger;
  store: ObjectStore;
  bucket: string;
  /** For a task that folds: where its code runs, and an item's time limit. */
  fold: { pool: ItemProcessPool; timeoutMs: number } | undefined;
}

/**
 * Does one job of a merge step and records it in the ledger. Doing it again gives the same, but for its time: objects are written under
 * the job's own key, a part sent again replaces its number.
 */
export async function runMergeJob(around: MergeSurroundings, event: MergeEvent): Promise<{ job: number }> {
  const begun = performance.now();
  const done = await doJob(around, event);
  const receipt = { ...done, tookMs: performance.now() - begun };
  await around.ledger.putMerge(event, receipt);
  return { job: receipt.job };
}

async function doJob(
  { store, bucket, fold }: MergeSurroundings,
  { runId, format, job }: MergeEvent,
): Promise<Omit<MergeReceipt, 'tookMs'>> {
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
    case 'fold': {
      if (fold === undefined)
        throw new FanfoldError(
          'FoldFailed',
          'The merge function has no code of a task that folds; deploy the pipeline again',
        );
      const rows = readPieces(store, bucket, job.pieces);
      const line = await foldRows(fold.pool, rows, { runId, timeoutMs: fold.timeoutMs, finish: job.finish });
      const writer = store.openWriter(bucket, job.key, 'application/jsonl');
      await writer.write(line);
      const { bytes, crc64nvme } = await writer.close();
      return {
        job: job.job,
        object: { key: job.key, bytes, crc64nvme },
        parts: [],
        streamedBytes: bytes,
        copiedBytes: 0,
      };
    }
    case 'encode': {
      const output = await readOutputFormat(store, bucket, runId, format);
      const { object, streamedBytes } = await encodePieces(store, bucket, job.key, output, job.pieces);
      return { job: job.job, object, parts: [], streamedBytes, copiedBytes: 0 };
    }
  }
}
