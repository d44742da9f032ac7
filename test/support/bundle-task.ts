import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleItemProcess } from '../../infra/bundling/bundle-item-process.ts';
import { packageLayout } from '../../infra/bundling/package-layout.ts';
import { createFolder } from './create-folder.ts';

/**
 * Bundles the item process as infrastructure does.
 * @param task a task's file, or the text of one
 */
export async function bundleTask(
  task: { file: string } | { text: string },
): Promise<{ entry: string; remove(): Promise<void> }> {
  const { path, remove } = await createFolder();
  const file = 'file' in task ? task.file : join(path, 'task.ts');
  if ('text' in task) await writeFile(file, task.text);
  for (const { name, contents } of bundleItemProcess(packageLayout(), file).files)
    await writeFile(join(path, name), contents);
  return { entry: join(path, 'item-child.mjs'), remove };
}

/** Path of one of the tests' own tasks. */
export function ownTask(name: 'mischief' | 'lines' | 'keyed' | 'tally'): { file: string } {
  return { file: join(import.meta.dirname, 'tasks', `${name}.ts`) };
}
