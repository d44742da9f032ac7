import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pipeline, pipeline, pipelineParameterName } from '../../core/contracts/pipeline.ts';
import { FanfoldError } from '../../core/errors/fanfold-error.ts';
import type { SynthesisOverrides } from '../../infra/synthesize-task.ts';
import type { LocalCloud, Parts, SynthesizedTask } from '../parts.ts';

/**
 * Checks a task's module and makes its stack, in the state folder.
 * @throws FanfoldError `InvalidTask`
 */
export async function synthesize(
  {
    task,
    stateDir,
    ...settings
  }: {
    task: string;
    stateDir: string;
    overrides?: SynthesisOverrides;
    stackName?: string | undefined;
  },
  parts: Pick<Parts, 'synthesizeTask'>,
): Promise<SynthesizedTask> {
  const out = join(stateDir, 'assemblies');
  try {
    return await parts.synthesizeTask({ task, out, ...settings });
  } catch (error) {
    // A refused task leaves no state folder behind; rmdir takes empty folders only.
    for (const folder of [out, stateDir]) await rmdir(folder).catch(() => {});
    throw error;
  }
}

/** Deploys a task's stack, in place if it is there already, and gives its pipeline. */
export async function deploy(
  cloud: LocalCloud,
  { assembly, description }: SynthesizedTask,
): Promise<Pipeline> {
  await cloud.deploy(assembly);
  const name = pipelineParameterName(description.settings.name);
  const text = await cloud.parameter(name);
  if (text !== undefined) return pipeline.parse(JSON.parse(text));
  throw new FanfoldError('LocalCloudFailed', `the stack was deployed, but it has no parameter ${name}`);
}
