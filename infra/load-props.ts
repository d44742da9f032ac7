import { ValidationError } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isFanfoldError } from '../core/errors/fanfold-error.ts';
import { refuseAll } from '../core/errors/problems.ts';
import type { TaskSettings } from '../core/task/task-settings.ts';
import { packageLayout } from './bundling/package-layout.ts';
import { checkProps } from './check-props.ts';
import { type LoadedTask, loadTask } from './describe-task.ts';
import type { FanOutFanInProps } from './fan-out-fan-in-props.ts';
import { mergeSettings } from './merge-settings.ts';

/** A construct's task, and its settings with the construct's own over them. */
export interface LoadedProps {
  readonly task: LoadedTask;
  readonly settings: TaskSettings;
}

/**
 * Checks a construct's props and loads its task.
 * @throws ValidationError naming every problem of both
 */
export function loadProps(construct: Construct, props: FanOutFanInProps): LoadedProps {
  const problems = checkProps(props);
  const task = tryLoadTask(props.task, problems);
  if (task === undefined || problems.length > 0) {
    const { message } = refuseAll('InvalidUsage', 'FanOutFanIn can not be made', problems);
    // CDK brands error names with a tag that it doesn't export.
    const name = 'InvalidFanOutFanInProps' as ConstructorParameters<typeof ValidationError>[0];
    throw new ValidationError(name, message, construct);
  }
  return { task, settings: mergeSettings(task.description.settings, props) };
}

function tryLoadTask(path: string, problems: string[]): LoadedTask | undefined {
  try {
    return loadTask(packageLayout(), path);
  } catch (error) {
    if (!isFanfoldError(error)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
