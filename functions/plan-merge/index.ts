import middy from '@middy/core';
import { createDocumentClient, createS3Client } from '../../aws/clients.ts';
import { createLedger } from '../../aws/ledger/index.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { functionEnvironment } from '../../core/contracts/function-environment.ts';
import { type PlanMergeEvent, planMergeEvent } from '../../core/contracts/merge.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { planMerge } from './plan-merge.ts';

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
  return middy<PlanMergeEvent>()
    .use(parseEvent(planMergeEvent))
    .handler((event) => planMerge(around, event));
}

/** Lambda's entry: plans the next step of a run.s merge. */
export const handler = createHandler();
