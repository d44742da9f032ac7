import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { createAwsClients, destroyClients } from '../../../client/clients.ts';
import { createClient } from '../../../client/create-client.ts';
import { pipelineParameterName, pipeline as pipelineSchema } from '../../../core/contracts/pipeline.ts';
import type { RunReport } from '../../../core/contracts/report.ts';
import { type SynthesisOverrides, synthesizeTask } from '../../../infra/synthesize-task.ts';
import { startLocalCloud } from '../../../local/index.ts';

/**
 * Deploys a task to a local cloud of its own.
 * @param task its file, or the name of one of the folder beside
 */
export async function openPipeline(task: string, overrides: SynthesisOverrides = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'fanfold-report-'));
  const { assembly, description } = await synthesizeTask({
    task: isAbsolute(task) ? task : join(import.meta.dirname, 'tasks', `${task}.ts`),
    out: join(folder, 'assemblies'),
    overrides,
  });
  const cloud = await startLocalCloud({ log: () => {} });
  await cloud.deploy(assembly);
  const parameter = await cloud.parameter(pipelineParameterName(description.settings.name));
  const pipeline = pipelineSchema.parse(JSON.parse(parameter ?? ''));
  const clients = createAwsClients({
    region: cloud.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: cloud.endpoints,
  });
  const client = createClient({ pipeline, clients });
  return {
    pipeline,
    clients,
    client,
    logsDirectory: cloud.logsDirectory,
    /** Runs items and gives the report. @throws Error if it has none with details */
    async report(
      items: readonly Record<string, number | string>[],
      options: Parameters<typeof client.start>[1],
    ): Promise<RunReport> {
      const run = await client.start({ items: [...items] }, options);
      const { report } = await run.result();
      if (report === null || !('advice' in report)) throw new Error('the run has no report with details');
      return report;
    },
    async close(): Promise<void> {
      destroyClients(clients);
      await cloud.close();
      await rm(folder, { recursive: true });
    },
  };
}
