import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import { type ReportEvent, reportEvent } from '../../core/contracts/run-result.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { makeReport } from './make-report.ts';

function createHandler() {
  const around = { ...readSurroundings(), sfn: new SFNClient({}) };
  return middy<ReportEvent>()
    .use(parseEvent(reportEvent))
    .handler((event) => makeReport(around, event));
}

/** Lambda's entry: says what a run did and what took the time. */
export const handler = createHandler();
