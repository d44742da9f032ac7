import { itemClaims } from '../../../core/item-frames/messages.ts';
import type { Task } from '../../../core/task/task.ts';

/** Asks the task what an item claims, as one row of JSON. @throws if it gives no key or list of places */
export function identifyItem(task: Task, item: unknown): { lines: string; rows: number } {
  const claims = itemClaims.parse({ key: task.key?.(item), writes: task.writes?.(item) });
  return { lines: `${JSON.stringify(claims)}\n`, rows: 1 };
}
