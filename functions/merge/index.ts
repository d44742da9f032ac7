import middy from '@middy/core';
import { type MergeEvent, mergeEvent } from '../../core/contracts/merge.ts';
import { logSubject } from '../middleware/log-subject.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { createItemProcessPool } from '../unit/items/create-item-process-pool.ts';
import { runMergeJob } from './run-merge-job.ts';

function createHandler() {
  const log = logSubject();
  const around = readSurroundings();
  const { folds, memoryMb, timeoutMs } = around.environment.FANFOLD_TASK;
  const fold = folds && { pool: createItemProcessPool(import.meta.dirname, memoryMb * 1024 ** 2), timeoutMs };
  return middy<MergeEvent>()
    .use(log.middleware)
    .use(parseEvent(mergeEvent))
    .handler((event) => runMergeJob({ ...around, fold }, event));
}

/** Lambda's entry: one share of a run's merge. */
export const handler = createHandler();
