import type { ExecutionInput } from '../contracts/execution-input.ts';
import { parseDuration } from '../task/duration.ts';
import type { TaskSettings } from '../task/task-settings.ts';

/** Settings of a run, after every level has spoken. */
export interface SettledSettings {
  timeoutMs: number;
  retries: number;
  itemConcurrency: number;
  unitItems: number | 'auto';
  maxConcurrency: number;
  adaptiveConcurrency: boolean;
  toleratedFailurePercentage: number | undefined;
  toleratedFailureCount: number | undefined;
}

/**
 * Settles what a run runs with: the execution input goes before the task's settings (which the construct has overridden
 * already), and what the construct sets as a maximum is a cap.
 * @param limits.headroom units that the account leaves room for: the default of maxConcurrency
 * @param limits.cap the construct's maximum, if it sets one
 */
export function settleSettings(
  task: TaskSettings,
  input: ExecutionInput,
  limits: { headroom: number; cap: number | undefined },
): SettledSettings {
  const wanted = input.maxConcurrency ?? task.maxConcurrency ?? limits.headroom;
  return {
    timeoutMs: parseDuration(input.timeout) ?? task.timeoutMs,
    retries: input.retries ?? task.retries,
    itemConcurrency: input.itemConcurrency ?? task.itemConcurrency ?? 1,
    unitItems: input.unitItems ?? task.unitItems ?? 'auto',
    maxConcurrency: Math.min(wanted, limits.cap ?? wanted),
    adaptiveConcurrency: input.adaptiveConcurrency ?? true,
    toleratedFailurePercentage: input.toleratedFailurePercentage ?? task.toleratedFailurePercentage,
    toleratedFailureCount: input.toleratedFailureCount ?? task.toleratedFailureCount,
  };
}
