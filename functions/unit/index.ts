import middy from '@middy/core';
import { type UnitEvent, unitEvent } from '../../core/contracts/unit.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { createItemProcessPool } from './items/create-item-process-pool.ts';
import { runUnit } from './run-unit.ts';

/** Memory that the unit's own process keeps of the Lambda's; the item process has the rest. */
const ownMemoryBytes = 160 * 1024 ** 2;

function createHandler() {
  const around = readSurroundings();
  const memoryBytes = around.environment.FANFOLD_TASK.memoryMb * 1024 ** 2 - ownMemoryBytes;
  const unit = {
    ...around,
    leaseMs: around.environment.FANFOLD_LEASE_SECONDS * 1_000,
    pool: createItemProcessPool(import.meta.dirname, memoryBytes),
    environment: process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? 'unknown',
    logGroup: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  };
  let warm = false;
  return middy<UnitEvent>()
    .use(parseEvent(unitEvent))
    .handler((event, context) => {
      const initMs = warm ? 0 : performance.now();
      const startedAt = Date.now();
      warm = true;
      return runUnit(unit, event, {
        requestId: context.awsRequestId,
        remainingMs: () => context.getRemainingTimeInMillis(),
        initMs,
        startedAt,
      });
    });
}

/** Lambda's entry: one unit. */
export const handler = createHandler();
