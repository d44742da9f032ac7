import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { createLedger } from '../../../aws/ledger/index.ts';
import { type AwsClients, createAwsClients, destroyClients } from '../../../client/clients.ts';
import { ledgerSchema } from '../../../core/contracts/ledger-schema.ts';
import type { Pipeline } from '../../../core/contracts/pipeline.ts';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { readCloudConnection } from '../../cloud-connection.ts';
import { isLedger, listTables, readPipeline, readTask } from '../../find-tasks.ts';
import { showText } from '../../format/show-text.ts';
import type { LocalCloud, UiRequest } from '../../parts.ts';
import type { RunSource } from '../follow/run-source.ts';
import { nextSteps } from '../next-steps.ts';
import type { OpenSources } from './open-sources.ts';

/**
 * The pipelines of a local cloud that have had a run; others are found once they have.
 * @throws FanfoldError `InvalidUsage` when `of` is not among them
 */
export async function openLocal(
  { cloud, stateDir }: { cloud: LocalCloud; stateDir: string },
  { of, program, state }: Pick<UiRequest, 'of' | 'program' | 'state'>,
): Promise<OpenSources> {
  const clients = createAwsClients(readCloudConnection(cloud));
  const where = `in ${showText(stateDir)}`;
  const found = new Map<string, RunSource>();
  const look = async (): Promise<RunSource[]> => {
    for await (const table of listTables(clients)) {
      const pipeline = found.has(table) ? undefined : await pipelineOfTable(cloud, clients, table);
      if (pipeline === undefined) continue;
      const ledger = createLedger({ client: clients.dynamodb, table });
      const next: RunSource['next'] = (outcome) => nextSteps(outcome, { program, state });
      found.set(table, { pipeline, clients, ledger, next });
    }
    return [...found.values()];
  };
  const sources = async (): Promise<RunSource[]> =>
    (await look()).filter(({ pipeline }) => of === undefined || pipeline.task === of);
  try {
    if ((await sources()).length === 0 && of !== undefined) {
      const tasks = [...found.values()].map(({ pipeline }) => pipeline.task).sort();
      const others =
        tasks.length === 0 ? '' : `; those that have are ${new Intl.ListFormat('en').format(tasks)}`;
      throw new FanfoldError('InvalidUsage', `the task ${showText(of)} has no run ${where}${others}`);
    }
    return { where, sources, close: () => destroyClients(clients) };
  } catch (error) {
    destroyClients(clients);
    throw error;
  }
}

/** A table doesn't tell its task, but any row names a run, and the run's row its task. */
async function pipelineOfTable(
  cloud: LocalCloud,
  clients: AwsClients,
  table: string,
): Promise<Pipeline | undefined> {
  if (!(await isLedger(clients, table))) return undefined;
  const { Items } = await clients.dynamodb.send(new ScanCommand({ TableName: table, Limit: 1 }));
  const [, runId] = Items?.[0]?.[ledgerSchema.partitionKey]?.S?.split('#') ?? [];
  const task = runId === undefined ? undefined : await readTask(clients, table, runId);
  return task === undefined ? undefined : readPipeline(cloud, task);
}
