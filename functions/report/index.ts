import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import * as z from 'zod';
import { reportEvent } from '../../core/contracts/run-result.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { logSubject } from '../middleware/log-subject.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { executionEnd } from './execution-end.ts';
import { makeReport } from './make-report.ts';
import { choosePageLinks } from './page/page-links.ts';
import { reportEnd } from './report-end.ts';

/** The Report state and clients ask for the report of a run; EventBridge tells that an execution ended. */
const event = z.union([reportEvent, executionEnd]);

function createHandler() {
  const log = logSubject();
  const surroundings = readSurroundings();
  const around = {
    ...surroundings,
    sfn: new SFNClient({}),
    links: choosePageLinks(process.env),
    metrics: createMetrics(surroundings.environment),
  };
  return middy<z.output<typeof event>>()
    .use(log.middleware)
    .use(parseEvent(event))
    .handler((given) => ('detail' in given ? reportEnd(around, given) : makeReport(around, given)));
}

/** Lambda's entry: says what a run did and what took the time. */
export const handler = createHandler();
