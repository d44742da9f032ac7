import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import { createDocumentClient, createS3Client } from '../../aws/clients.ts';
import { createLedger } from '../../aws/ledger/index.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { functionEnvironment } from '../../core/contracts/function-environment.ts';
import { type PlanEvent, planEvent } from '../../core/contracts/plan.ts';
import { taskDocument, taskDocumentFile } from '../../core/contracts/task-document.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { ItemProcessPool } from '../unit/items/item-process-pool.ts';
import { makePlan } from './make-plan.ts';

function createPool(memoryMb: number): ItemProcessPool {
  return new ItemProcessPool({
    entry: fileURLToPath(new URL('./item-child.mjs', import.meta.url)),
    memoryBytes: memoryMb * 1024 ** 2,
  });
}

function createHandler() {
  const environment = functionEnvironment.parse(process.env);
  const around = {
    environment,
    ledger: createLedger({
      client: createDocumentClient(),
      table: environment.FANFOLD_TABLE,
      ttlDays: environment.FANFOLD_TTL_DAYS,
    }),
    store: createObjectStore(createS3Client()),
    sfn: new SFNClient({}),
    lambda: new LambdaClient({}),
    document: taskDocument.parse(
      JSON.parse(readFileSync(new URL(`./${taskDocumentFile}`, import.meta.url), 'utf8')),
    ),
    pool: environment.FANFOLD_TASK.claims?.length ? createPool(environment.FANFOLD_TASK.memoryMb) : undefined,
  };
  return middy<PlanEvent>()
    .use(parseEvent(planEvent))
    .handler((event) => makePlan(around, event));
}

/** Lambda's entry: checks a run's input and plans it. */
export const handler = createHandler();
