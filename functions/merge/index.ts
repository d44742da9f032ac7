import { fileURLToPath } from 'node:url';
import middy from '@middy/core';
import { createDocumentClient, createS3Client } from '../../aws/clients.ts';
import { createLedger } from '../../aws/ledger/index.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { functionEnvironment } from '../../core/contracts/function-environment.ts';
import { type MergeEvent, mergeEvent } from '../../core/contracts/merge.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { ItemProcessPool } from '../unit/items/item-process-pool.ts';
import { runMergeJob } from './run-merge-job.ts';

function createHandler() {
  const environment = functionEnvironment.parse(process.env);
  const around = {
    ledger: createLedger({
      client: createDocumentClient(),
      table: environment.FANFOLD_TABLE,
      ttlDays: environment.FANFOLD_TTL_DAYS,
    }),
    store: createObjectStore(createS3Client()),
    bucket: environment.FANFOLD_BUCKET,
    fold: environment.FANFOLD_TASK.folds && {
      pool: new ItemProcessPool({
        entry: fileURLToPath(new URL('./item-child.mjs', import.meta.url)),
        memoryBytes: environment.FANFOLD_TASK.memoryMb * 1024 ** 2,
      }),
      timeoutMs: environment.FANFOLD_TASK.timeoutMs,
    },
  };
  return middy<MergeEvent>()
    .use(parseEvent(mergeEvent))
    .handler((event) => runMergeJob(around, event));
}

/** Lambda's entry: one share of a run's merge. */
export const handler = createHandler();
