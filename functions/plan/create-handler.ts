import middy from '@middy/core';
import { type PlanEvent, planEvent } from '../../core/contracts/plan.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { makePlan, type PlanSurroundings } from './make-plan.ts';

/** Plan's handler in given surroundings. */
export function createHandler(around: PlanSurroundings) {
  return middy<PlanEvent>()
    .use(parseEvent(planEvent))
    .handler((event) => makePlan(around, event));
}
