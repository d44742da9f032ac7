import type { ItemFailure } from '../../../core/item-frames/messages.ts';
import type { Death } from './item-process.ts';

/** Why an item failed that ended its process, or for which the unit ended it. */
export function describeDeath(
  death: Death,
  fault: ItemFailure | undefined,
  limits: { timeoutMs: number; memoryBytes: number },
): ItemFailure {
  const megabytes = Math.floor(limits.memoryBytes / 1024 ** 2);
  if (death.killed?.code === 'timeout') {
    return failure('timeout', 'TimeoutError', `ran longer than its limit of ${limits.timeoutMs} ms`);
  }
  if (
    death.killed?.code === 'out-of-memory' ||
    /heap out of memory|allocation failed/i.test(death.lastWords)
  ) {
    return failure(
      'out-of-memory',
      'OutOfMemory',
      `took more than the ${megabytes} MB of memory that an item's process has; raise the task's \`memory\` or take less`,
    );
  }
  if (fault !== undefined) return fault;
  if (death.signal !== null)
    return failure('crashed', 'ProcessKilled', `ended its process by signal ${death.signal}`);
  return failure('crashed', 'ProcessExit', `ended its process with exit code ${death.exitCode}`);
}

function failure(code: ItemFailure['code'], name: string, message: string): ItemFailure {
  return { code, name, message };
}
