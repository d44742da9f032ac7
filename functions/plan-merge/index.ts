import middy from '@middy/core';
import { type PlanMergeEvent, planMergeEvent } from '../../core/contracts/merge.ts';
import { logSubject } from '../middleware/log-subject.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { planMerge } from './plan-merge.ts';

function createHandler() {
  const log = logSubject();
  const around = readSurroundings();
  return middy<PlanMergeEvent>()
    .use(log.middleware)
    .use(parseEvent(planMergeEvent))
    .handler((event) => planMerge(around, event));
}

/** Lambda's entry: plans the next step of a run's merge. */
export const handler = createHandler();
