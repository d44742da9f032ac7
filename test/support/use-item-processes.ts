import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { ItemProcessPool } from '../../functions/unit/items/item-process-pool.ts';
import { bundleTask } from './bundle-task.ts';

/** Small, so that memory runs out soon: a bare item process takes some 60 MB. */
export const itemMemoryMb = 144;

/** Item processes of a task for every test of a file, and their log kept quiet; gives the pool of the test that runs. */
export function useItemProcesses(task: Parameters<typeof bundleTask>[0]): () => ItemProcessPool {
  let bundle: Awaited<ReturnType<typeof bundleTask>>;
  let pool: ItemProcessPool;
  beforeAll(async () => {
    bundle = await bundleTask(task);
  });
  afterAll(() => bundle.remove());
  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    pool = new ItemProcessPool({ entry: bundle.entry, memoryBytes: itemMemoryMb * 1024 ** 2 });
  });
  afterEach(async () => {
    await pool.discard();
    vi.restoreAllMocks();
  });
  return () => pool;
}
