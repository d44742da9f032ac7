import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import { createS3Client } from '../../aws/clients.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { type TriggerEvent, triggerEnvironment, triggerEvent } from '../../core/contracts/trigger.ts';
import { logSubject } from '../middleware/log-subject.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { startRun } from './start-run.ts';
import { tellRefusal } from './tell-refusal.ts';

function createHandler() {
  const log = logSubject();
  const environment = triggerEnvironment.parse(process.env);
  const s3 = createS3Client(environment.FANFOLD_BUCKET_OWNERS);
  const around = {
    environment,
    s3,
    store: createObjectStore(s3),
    // Many objects put at once share StartExecution's quota, and a lost event is a lost run: throttles are waited out.
    sfn: new SFNClient({ maxAttempts: 10 }),
  };
  return middy<TriggerEvent>()
    .use(log.middleware)
    .use(parseEvent(triggerEvent))
    .handler((event) =>
      event['detail-type'] === 'Object Created' ? startRun(around, event) : tellRefusal(around, event),
    );
}

/** Lambda's entry: an object that is put into the inbox starts one run, or is told why not. */
export const handler = createHandler();
