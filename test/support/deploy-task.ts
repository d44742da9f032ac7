import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Pipeline,
  pipelineParameterName,
  pipeline as pipelineSchema,
} from '../../core/contracts/pipeline.ts';
import { type SynthesisOverrides, synthesizeTask } from '../../infra/synthesize-task.ts';
import { type LocalCloud, startLocalCloud } from '../../local/index.ts';

/** A task on a local cloud of a test file's own. */
export interface DeployedTask {
  /** That goes with it. */
  folder: string;
  cloud: LocalCloud;
  pipeline: Pipeline;
  close(): Promise<void>;
}

/** Deploys the task of a module. */
export async function deployTask(task: string, overrides: SynthesisOverrides = {}): Promise<DeployedTask> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-deployed-'));
  const { assembly, description } = await synthesizeTask({
    task,
    out: join(folder, 'assemblies'),
    overrides,
  });
  const cloud = await startLocalCloud({ log: () => {} });
  await cloud.deploy(assembly);
  const parameter = await cloud.parameter(pipelineParameterName(description.settings.name));
  return {
    folder,
    cloud,
    pipeline: pipelineSchema.parse(JSON.parse(parameter ?? '')),
    async close() {
      await cloud.close();
      await rm(folder, { recursive: true });
    },
  };
}
