import { readFileSync } from 'node:fs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import { type PlanEvent, planEvent } from '../../core/contracts/plan.ts';
import { taskDocument, taskDocumentFile } from '../../core/contracts/task-document.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { createItemProcessPool } from '../unit/items/create-item-process-pool.ts';
import { makePlan } from './make-plan.ts';

function createHandler() {
  const surroundings = readSurroundings();
  const { claims, memoryMb } = surroundings.environment.FANFOLD_TASK;
  const document = readFileSync(new URL(`./${taskDocumentFile}`, import.meta.url), 'utf8');
  const around = {
    ...surroundings,
    sfn: new SFNClient({}),
    lambda: new LambdaClient({}),
    document: taskDocument.parse(JSON.parse(document)),
    pool: claims?.length ? createItemProcessPool(import.meta.dirname, memoryMb * 1024 ** 2) : undefined,
  };
  return middy<PlanEvent>()
    .use(parseEvent(planEvent))
    .handler((event) => makePlan(around, event));
}

/** Lambda's entry: checks a run's input and plans it. */
export const handler = createHandler();
