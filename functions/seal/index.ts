import middy from '@middy/core';
import { createDocumentClient, createS3Client } from '../../aws/clients.ts';
import { createLedger } from '../../aws/ledger/index.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { functionEnvironment } from '../../core/contracts/function-environment.ts';
import { type SealEvent, sealEvent } from '../../core/contracts/run-result.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { sealRun } from './seal-run.ts';

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
  return middy<SealEvent>()
    .use(parseEvent(sealEvent))
    .handler((event) => sealRun(around, event));
}

/** Lambda's entry: folds a run's outputs into one proven data set. */
export const handler = createHandler();
