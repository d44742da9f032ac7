import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ItemProcessPool } from '../../functions/unit/items/item-process-pool.ts';
import type { LoadedTask } from '../../infra/describe-task.ts';

/** The item process's bundle, as `functions/unit/items/create-item-process-pool.ts` names it. */
const bundle = 'item-child.mjs';

/**
 * Puts a task's code into a folder and gives a pool that runs it, with the memory that its Lambda has. What the task prints goes to
 * stderr.
 */
export async function openItemPool({ description, itemProcess }: LoadedTask, folder: string) {
  for (const { name, contents } of itemProcess.files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  return new ItemProcessPool({
    entry: join(folder, bundle),
    memoryBytes: description.settings.memoryMb * 1024 ** 2,
    printsTo: 2,
  });
}
