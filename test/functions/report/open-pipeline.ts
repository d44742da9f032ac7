import { isAbsolute, join } from 'node:path';
import { createAwsClients, destroyClients } from '../../../client/clients.ts';
import { createClient } from '../../../client/create-client.ts';
import type { RunReport } from '../../../core/contracts/report.ts';
import type { SynthesisOverrides } from '../../../infra/synthesize-task.ts';
import { deployTask } from '../../support/deploy-task.ts';

/**
 * Deploys a task to a local cloud of its own.
 * @param task its file, or the name of one of the folder beside
 */
export async function openPipeline(task: string, overrides: SynthesisOverrides = {}) {
  const file = isAbsolute(task) ? task : join(import.meta.dirname, 'tasks', `${task}.ts`);
  const { cloud, pipeline, close } = await deployTask(file, overrides);
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
      await close();
    },
  };
}
