import middy from '@middy/core';
import { createDocumentClient, createS3Client } from '../../aws/clients.ts';
import { createLedger } from '../../aws/ledger/index.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { functionEnvironment } from '../../core/contracts/function-environment.ts';
import { type MergeEvent, mergeEvent } from '../../core/contracts/merge.ts';
import { parseEvent } from '../middleware/parse-event.ts';
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
  };
  return middy<MergeEvent>()
    .use(parseEvent(mergeEvent))
    .handler((event) => runMergeJob(around, event));
}

/** Lambda's entry: one share of a run's merge. */
export const handler = createHandler();
