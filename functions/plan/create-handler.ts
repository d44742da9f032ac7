import middy from '@middy/core';
import { type PlanEvent, planEvent } from '../../core/contracts/plan.ts';
import type { MetricsRecorder } from '../../core/metrics/catalog.ts';
import type { SubjectLog } from '../middleware/log-subject.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { makePlan, type PlanSurroundings } from './make-plan.ts';

/** What hears of Plan's work. Default: nothing does. */
export interface PlanListeners {
  metrics?: MetricsRecorder;
  log?: SubjectLog;
}

/** Plan's handler in given surroundings; a run counts as started once its input is taken. */
export function createHandler(around: PlanSurroundings, { metrics, log }: PlanListeners = {}) {
  return middy<PlanEvent>()
    .use(log === undefined ? [] : [log.middleware])
    .use(parseEvent(planEvent))
    .handler(async (event) => {
      const plan = await makePlan(around, event);
      metrics?.record({ RunsStarted: 1 }, { run: plan.run.runId });
      return plan;
    });
}
