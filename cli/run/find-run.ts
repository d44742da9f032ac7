import type { Pipeline } from '../../core/contracts/pipeline.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import { showText } from '../format/show-text.ts';
import type { FoundTask } from '../parts.ts';
import type { OpenCloud } from './in-cloud.ts';

const list = new Intl.ListFormat('en');

/** A run that is looked for. */
export interface WantedRun {
  runId: string;
  /** Name of its task, undefined if any will do. */
  of: string | undefined;
}

/**
 * Finds the one task whose run this is.
 * @throws FanfoldError `InvalidUsage` when there is no such run, or several tasks have one
 */
export async function findRun(
  { findTasks, where, elsewhere }: Pick<OpenCloud, 'findTasks' | 'where' | 'elsewhere'>,
  { runId, of }: WantedRun,
): Promise<FoundTask> {
  const all = await findTasks(runId, of);
  const found = of === undefined ? all : all.filter(({ task }) => task === of);
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  const names = list.format(all.map(({ task }) => task).sort());
  if (only !== undefined) {
    throw new FanfoldError(
      'InvalidUsage',
      `the tasks ${names} have a run ${runId} each; say which one: --of <task>`,
    );
  }
  if (all.length > 0)
    throw new FanfoldError(
      'InvalidUsage',
      `the run ${runId} is of task ${names}, not of ${showText(of ?? '')}`,
    );
  throw new FanfoldError(
    'InvalidUsage',
    `there is no run ${runId} ${where}; runs are kept 90 days, and ${elsewhere}`,
  );
}

/** @throws FanfoldError `InvalidUsage` when the task's stack is not deployed */
export function pipelineOf({ task, pipeline }: FoundTask, runId: string): Pipeline {
  if (pipeline !== undefined) return pipeline;
  throw new FanfoldError(
    'InvalidUsage',
    `the task ${task} of run ${runId} is not deployed any more; give its module: fanfold retry ${runId} --task <task.ts>`,
  );
}
