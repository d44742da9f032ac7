import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import { createDocumentClient, createS3Client } from '../../aws/clients.ts';
import { createLedger } from '../../aws/ledger/index.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { functionEnvironment } from '../../core/contracts/function-environment.ts';
import { type ReportEvent, reportEvent } from '../../core/contracts/run-result.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { makeReport } from './make-report.ts';

function createHandler() {
  const environment = functionEnvironment.parse(process.env);
  const around = {
    ledger: createLedger({
      client: createDocumentClient(),
      table: environment.FANFOLD_TABLE,
      ttlDays: environment.FANFOLD_TTL_DAYS,
    }),
    store: createObjectStore(createS3Client()),
    environment,
    sfn: new SFNClient({}),
  };
  return middy<ReportEvent>()
    .use(parseEvent(reportEvent))
    .handler((event) => makeReport(around, event));
}

/** Lambda's entry: says what a run did and what took the time. */
export const handler = createHandler();
