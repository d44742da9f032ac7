import middy from '@middy/core';
import { type SealEvent, sealEvent } from '../../core/contracts/run-result.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { logSubject } from '../middleware/log-subject.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { recordSealed } from './record-sealed.ts';
import { sealRun } from './seal-run.ts';

function createHandler() {
  const log = logSubject();
  const around = readSurroundings();
  const metrics = createMetrics(around.environment);
  return middy<SealEvent>()
    .use(log.middleware)
    .use(parseEvent(sealEvent))
    .handler(async (event) => {
      const sealed = await sealRun(around, event);
      recordSealed(metrics, sealed);
      return sealed;
    });
}

/** Lambda's entry: makes a run's data set appear, if it is proven complete. */
export const handler = createHandler();
