import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLedger } from '../../aws/ledger/index.ts';
import type { RunSource } from '../../cli/ui/follow/run-source.ts';
import { nextSteps } from '../../cli/ui/next-steps.ts';
import { startUiServer } from '../../cli/ui/server/ui-server.ts';
import { createAwsClients, destroyClients } from '../../client/clients.ts';
import { createClient } from '../../client/create-client.ts';
import { pipelineParameterName, pipeline as pipelineSchema } from '../../core/contracts/pipeline.ts';
import { synthesizeTask } from '../../infra/synthesize-task.ts';
import { openLocalCloud } from '../../local/daemon/index.ts';

/** A local cloud with the task `varied`, a client of it, and the page's server. */
export async function startUi() {
  const directory = await mkdtemp(join(tmpdir(), 'fanfold-ui-'));
  const task = 'test/ui/tasks/varied.ts';
  const [{ assembly, description }, cloud] = await Promise.all([
    synthesizeTask({ task, out: join(directory, 'assemblies') }),
    openLocalCloud({ stateDir: join(directory, 'state') }),
  ]);
  await cloud.deploy(assembly);
  const parameter = await cloud.parameter(pipelineParameterName(description.settings.name));
  const pipeline = pipelineSchema.parse(JSON.parse(parameter ?? ''));
  const clients = createAwsClients({
    region: cloud.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: cloud.endpoints,
  });
  const ledger = createLedger({ client: clients.dynamodb, table: pipeline.table });
  const source: RunSource = {
    pipeline,
    clients,
    ledger,
    next: (outcome) => nextSteps(outcome, { program: 'fanfold' }),
  };
  const server = await startUiServer({ sources: async () => [source] });
  let closing: Promise<void> | undefined;
  const closeServer = (): Promise<void> => {
    closing ??= server.close();
    return closing;
  };
  return {
    cloud,
    clients,
    pipeline,
    parameter: parameter ?? '',
    stateDir: join(directory, 'state'),
    client: createClient({ pipeline, clients, ledger }),
    url: server.url,
    closeServer,
    async [Symbol.asyncDispose]() {
      await closeServer();
      destroyClients(clients);
      await cloud.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Items of the task: most succeed, some are slow, some fail in two ways. */
export function variedItems(count: number, ms = 20) {
  return Array.from({ length: count }, (_, n) => ({
    n,
    ms: n % 97 === 50 ? 20 * ms : ms,
    ...(n % 20 === 3 && { fails: `order ${n} has no price` }),
    ...(n % 50 === 7 && { fails: `<img src=x onerror="document.title='hacked'"> ${n}` }),
  }));
}
