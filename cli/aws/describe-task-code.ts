import { stop } from 'esbuild';
import { describeTask } from '../../infra/describe-task.ts';
import type { TaskCode } from '../parts.ts';

/**
 * Name and code digest of a task's module, without the construct library.
 * @throws FanfoldError `InvalidTask`
 */
export async function describeTaskCode(task: string): Promise<TaskCode> {
  try {
    const { settings, codeDigest } = describeTask(task);
    return { name: settings.name, codeDigest };
  } finally {
    // esbuild keeps a thread here and a process of 60 MB otherwise.
    await stop();
  }
}
