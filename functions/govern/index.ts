import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import type { FunctionEnvironment } from '../../core/contracts/function-environment.ts';
import { type GovernEvent, governEvent } from '../../core/contracts/govern.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { logSubject } from '../middleware/log-subject.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { governRun } from './govern-run.ts';

function createHandler() {
  const log = logSubject();
  const surroundings = readSurroundings();
  const around = {
    ...surroundings,
    sfn: new SFNClient({}),
    lambda: new LambdaClient({}),
    leaseMs: surroundings.environment.FANFOLD_LEASE_SECONDS * 1_000,
    metrics: createMetrics(surroundings.environment),
    now: Date.now,
    random: Math.random,
  };
  return middy<GovernEvent>()
    .use(log.middleware)
    .use(parseEvent(governEvent))
    .handler((event, context) => {
      const unitFunction = unitFunctionOf(surroundings.environment);
      return governRun({ ...around, unitFunction }, event, () => context.getRemainingTimeInMillis());
    });
}

/** Of the pipeline's functions Govern alone is told it, so the environment that all share can't demand it. */
function unitFunctionOf({ FANFOLD_UNIT_FUNCTION: name }: FunctionEnvironment): string {
  if (name !== undefined) return name;
  throw new Error('FANFOLD_UNIT_FUNCTION is not set; it must name the function that runs units');
}

/** Lambda's entry: governs a run for up to 14 minutes. */
export const handler = createHandler();
