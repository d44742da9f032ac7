import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { FanOutFanIn } from 'fanfold/cdk';
import { type Pipeline, pipelineParameterName } from 'fanfold/client';
import { startLocalCloud } from 'fanfold/local';
import { vi } from 'vitest';
import { pipeline as pipelineSchema } from '../../core/contracts/pipeline.ts';
import { withoutValidation } from '../infra/support/pipeline-template.ts';

/** A pipeline on a local cloud of the test file's own, which AWS's SDKs find by their own endpoint variables. */
export type OpenPipeline = Awaited<ReturnType<typeof openPipeline>>;

/**
 * Synthesizes an app as a user writes it, and deploys its template.
 * @param task its file, named by its name
 */
export async function openPipeline(task: string) {
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-doors-'));
  const outdir = join(folder, 'cdk.out');
  const app = new App({ outdir, analyticsReporting: false, ...withoutValidation });
  new FanOutFanIn(new Stack(app, 'Doors'), 'Pipeline', { task, alarms: false });
  app.synth();
  const cloud = await startLocalCloud({ assembly: outdir, log: () => {} });
  for (const [name, value] of Object.entries(cloud.environment)) vi.stubEnv(name, value);
  const parameter = await cloud.parameter(pipelineParameterName(basename(task, '.ts')));
  const pipeline: Pipeline = pipelineSchema.parse(JSON.parse(parameter ?? ''));
  return {
    pipeline,
    folder,
    async close(): Promise<void> {
      await cloud.close();
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    },
  };
}
