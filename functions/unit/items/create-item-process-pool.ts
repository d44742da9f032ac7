import { join } from 'node:path';
import { ItemProcessPool } from './item-process-pool.ts';

/** Name of the bundle with the user's task, beside a function's handler. */
const bundle = 'item-child.mjs';

/**
 * A pool over the item process's bundle that lies beside a handler.
 * @param directory the handler's folder
 */
export function createItemProcessPool(directory: string, memoryBytes: number): ItemProcessPool {
  return new ItemProcessPool({ entry: join(directory, bundle), memoryBytes });
}
