import { fileURLToPath } from 'node:url';
import middy from '@middy/core';
import { createDocumentClient, createS3Client } from '../../aws/clients.ts';
import { createLedger } from '../../aws/ledger/index.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { functionEnvironment } from '../../core/contracts/function-environment.ts';
import { type UnitEvent, unitEvent } from '../../core/contracts/unit.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { ItemProcessPool } from './items/item-process-pool.ts';
import { runUnit } from './run-unit.ts';

/** Memory that the unit's own process keeps of the Lambda's; the item process has the rest. */
const ownMemoryBytes = 160 * 1024 ** 2;

function createHandler() {
  const environment = functionEnvironment.parse(process.env);
  const around = {
    ledger: createLedger({
      client: createDocumentClient(),
      table: environment.FANFOLD_TABLE,
      ttlDays: environment.FANFOLD_TTL_DAYS,
    }),
    store: createObjectStore(createS3Client()),
    bucket: environment.FANFOLD_BUCKET,
    pool: new ItemProcessPool({
      entry: fileURLToPath(new URL('./item-child.mjs', import.meta.url)),
      memoryBytes: environment.FANFOLD_TASK.memoryMb * 1024 ** 2 - ownMemoryBytes,
    }),
    environment: process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? 'unknown',
  };
  let warm = false;
  return middy<UnitEvent>()
    .use(parseEvent(unitEvent))
    .handler((event, context) => {
      const initMs = warm ? 0 : performance.now();
      warm = true;
      return runUnit(around, event, {
        requestId: context.awsRequestId,
        remainingMs: () => context.getRemainingTimeInMillis(),
        initMs,
      });
    });
}

/** Lambda's entry: one unit. */
export const handler = createHandler();
