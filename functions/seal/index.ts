import middy from '@middy/core';
import { type SealEvent, sealEvent } from '../../core/contracts/run-result.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { sealRun } from './seal-run.ts';

function createHandler() {
  const around = readSurroundings();
  return middy<SealEvent>()
    .use(parseEvent(sealEvent))
    .handler((event) => sealRun(around, event));
}

/** Lambda's entry: makes a run's data set appear, if it is proven complete. */
export const handler = createHandler();
