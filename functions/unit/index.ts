import middy from '@middy/core';
import { type UnitEvent, unitEvent } from '../../core/contracts/unit.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { logSubject } from '../middleware/log-subject.ts';
import { parseEvent } from '../middleware/parse-event.ts';
import { readSurroundings } from '../read-surroundings.ts';
import { createItemProcessPool } from './items/create-item-process-pool.ts';
import { recordInvocation } from './record-invocation.ts';
import { type CommittedWork, runUnit } from './run-unit.ts';

/** Memory that the unit's own process keeps of the Lambda's; the item process has the rest. */
const ownMemoryBytes = 160 * 1024 ** 2;

function createHandler() {
  const log = logSubject();
  const around = readSurroundings();
  const memoryBytes = around.environment.FANFOLD_TASK.memoryMb * 1024 ** 2 - ownMemoryBytes;
  const unit = {
    ...around,
    leaseMs: around.environment.FANFOLD_LEASE_SECONDS * 1_000,
    pool: createItemProcessPool(import.meta.dirname, memoryBytes),
    environment: process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? 'unknown',
    logGroup: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  };
  const metrics = createMetrics(around.environment);
  let warm = false;
  return middy<UnitEvent>()
    .use(log.middleware)
    .use(parseEvent(unitEvent))
    .handler(async (event, context) => {
      const initMs = warm ? 0 : performance.now();
      const startedAt = Date.now();
      warm = true;
      let work: CommittedWork | undefined;
      try {
        return await runUnit(unit, event, {
          requestId: context.awsRequestId,
          remainingMs: () => context.getRemainingTimeInMillis(),
          initMs,
          startedAt,
          began: (attempt) => log.add({ attempt }),
          committed: (committed) => {
            work = committed;
          },
        });
      } finally {
        recordInvocation(metrics, { run: event.run.runId, unit: event.unit.unit }, { initMs, work });
      }
    });
}

/** Lambda's entry: one unit. */
export const handler = createHandler();
