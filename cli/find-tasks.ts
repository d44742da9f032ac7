import { DescribeTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { runKey } from '../aws/ledger/rows.ts';
import { type AwsClients, createAwsClients, destroyClients } from '../client/clients.ts';
import { ledgerSchema } from '../core/contracts/ledger-schema.ts';
import { pipeline, pipelineParameterName } from '../core/contracts/pipeline.ts';
import { readCloudConnection } from './cloud-connection.ts';
import type { FoundTask, LocalCloud } from './parts.ts';

/** All of a run's row that has to be understood, also if another version wrote it. */
const runOfTask = z.object({ task: z.string() });

/** Looks a run id up in every ledger of a local cloud. */
export async function findTasks(cloud: LocalCloud, runId: string): Promise<FoundTask[]> {
  const clients = createAwsClients(readCloudConnection(cloud));
  try {
    const found: FoundTask[] = [];
    for await (const table of listTables(clients)) {
      const task = await readTask(clients, table, runId);
      if (task !== undefined) found.push({ task, pipeline: await readPipeline(cloud, task) });
    }
    return found;
  } finally {
    destroyClients(clients);
  }
}

/** Names of all tables. */
export async function* listTables({ dynamodb }: AwsClients): AsyncGenerator<string> {
  let from: string | undefined;
  do {
    const page = await dynamodb.send(
      new ListTablesCommand(from === undefined ? {} : { ExclusiveStartTableName: from }),
    );
    yield* page.TableNames ?? [];
    from = page.LastEvaluatedTableName;
  } while (from !== undefined);
}

/** Task of a run; undefined if the table has no such run. */
export async function readTask(
  clients: AwsClients,
  table: string,
  runId: string,
): Promise<string | undefined> {
  if (!(await isLedger(clients, table))) return undefined;
  const { Item } = await clients.dynamodb.send(
    new GetCommand({ TableName: table, Key: runKey(runId), ConsistentRead: true }),
  );
  return runOfTask.safeParse(Item).data?.task;
}

/** Whether a table is a pipeline's: users' own tables may be there, too. */
export async function isLedger({ dynamodb }: AwsClients, table: string): Promise<boolean> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
  const keys = Table?.KeySchema?.map(({ AttributeName }) => AttributeName) ?? [];
  return keys.includes(ledgerSchema.partitionKey) && keys.includes(ledgerSchema.sortKey);
}

/** A task's pipeline; undefined if it isn't deployed. */
export async function readPipeline(cloud: LocalCloud, task: string): Promise<FoundTask['pipeline']> {
  const text = await cloud.parameter(pipelineParameterName(task));
  return text === undefined ? undefined : pipeline.parse(JSON.parse(text));
}
