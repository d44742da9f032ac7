import { readFileSync } from 'node:fs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { taskDocument, taskDocumentFile } from '../../core/contracts/task-document.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { logSubject } from '../middleware/log-subject.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { createItemProcessPool } from '../unit/items/create-item-process-pool.ts';
import { createHandler } from './create-handler.ts';
import type { PlanSurroundings } from './make-plan.ts';

function readPlanSurroundings(): PlanSurroundings {
  const surroundings = readSurroundings();
  const { claims, memoryMb } = surroundings.environment.FANFOLD_TASK;
  const document = readFileSync(new URL(`./${taskDocumentFile}`, import.meta.url), 'utf8');
  return {
    ...surroundings,
    sfn: new SFNClient({}),
    lambda: new LambdaClient({}),
    document: taskDocument.parse(JSON.parse(document)),
    pool: claims?.length ? createItemProcessPool(import.meta.dirname, memoryMb * 1024 ** 2) : undefined,
  };
}

function createPlanHandler() {
  const log = logSubject();
  const around = readPlanSurroundings();
  return createHandler(around, { log, metrics: createMetrics(around.environment) });
}

/** Lambda's entry: checks a run's input and plans it. */
export const handler = createPlanHandler();
