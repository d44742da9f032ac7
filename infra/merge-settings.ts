import type { TaskTuning } from '../core/task/task.ts';
import type { TaskSettings } from '../core/task/task-settings.ts';
import { megabytes } from './check-props.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';

/** What of a task a construct may override. */
export type TaskOverrides = Pick<FanOutFanInProps, keyof TaskTuning | 'memory'>;

/** A task's settings as its pipeline has them: what the construct says wins over what the task says. */
export function mergeSettings(settings: TaskSettings, overrides: TaskOverrides): TaskSettings {
  const { unitItems, maxConcurrency, toleratedFailurePercentage, toleratedFailureCount, itemConcurrency } =
    overrides;
  return {
    ...settings,
    memoryMb: megabytes(overrides.memory) ?? settings.memoryMb,
    ...(unitItems !== undefined && { unitItems }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(toleratedFailurePercentage !== undefined && { toleratedFailurePercentage }),
    ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
    ...(itemConcurrency !== undefined && { itemConcurrency }),
  };
}
