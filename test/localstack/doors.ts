import { setTimeout } from 'node:timers/promises';
import { GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { type AwsClients, createClient, newRunId, type Pipeline } from '../../client/index.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { type RunReport, runReport } from '../../core/contracts/report.ts';

/** A deployed pipeline of the example flight-delays. */
export interface DeployedPipeline {
  clients: AwsClients;
  pipeline: Pipeline;
  close(): Promise<void>;
}

const flights = [
  { delay: 20, distance: 100, time: 6.5 },
  { delay: 0, distance: 200, time: 7.25 },
  { delay: -3, distance: 300, time: 23.9 },
];
const source = flights.map((flight) => `${JSON.stringify(flight)}\n`).join('');
const expected = {
  status: 'SUCCEEDED',
  items: { total: flights.length, succeeded: flights.length, failed: 0, notRun: 0 },
  rows: flights.length,
};

async function put({ clients, pipeline }: DeployedPipeline, Key: string): Promise<string> {
  await clients.s3.send(new PutObjectCommand({ Bucket: pipeline.bucket, Key, Body: source }));
  return `s3://${pipeline.bucket}/${Key}`;
}

/** A run's report, once it is there. */
async function untilReported({ clients, pipeline }: DeployedPipeline, runId: string): Promise<RunReport> {
  const place = { Bucket: pipeline.bucket, Key: runKeys(runId).report };
  for (;;) {
    try {
      const { Body } = await clients.s3.send(new GetObjectCommand(place));
      return runReport.parse(JSON.parse((await Body?.transformToString()) ?? ''));
    } catch (error) {
      if (!(error instanceof NoSuchKey)) throw error;
    }
    await setTimeout(200);
  }
}

/** The run that an object of the inbox started: its execution is named `<runId>-inbox`. */
async function untilStarted({ clients, pipeline }: DeployedPipeline, start: string): Promise<string> {
  const { stateMachineArn } = pipeline;
  for (;;) {
    const { executions = [] } = await clients.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    const name = executions.map((execution) => execution.name ?? '').find((one) => one.startsWith(start));
    if (name !== undefined) return name.replace(/-inbox$/, '');
    await setTimeout(200);
  }
}

/** The ways to start a run, each followed to the run's end. */
export const doors: Readonly<Record<string, (deployed: DeployedPipeline) => Promise<void>>> = {
  'an object that is put below inbox/': async (deployed) => {
    const name = `door-${crypto.randomUUID().slice(0, 8)}`;
    await put(deployed, `inbox/${name}.jsonl`);

    const runId = await untilStarted(deployed, name);

    expect(await untilReported(deployed, runId)).toMatchObject(expected);
  },

  StartExecution: async (deployed) => {
    const { clients, pipeline } = deployed;
    const runId = newRunId(pipeline.task);
    const uri = await put(deployed, `sources/${runId}.jsonl`);

    await clients.sfn.send(
      new StartExecutionCommand({
        stateMachineArn: pipeline.stateMachineArn,
        name: `${runId}-1`,
        input: JSON.stringify({ version: 1, runId, source: { uri } }),
      }),
    );

    expect(await untilReported(deployed, runId)).toMatchObject(expected);
  },

  'the typed client': async (deployed) => {
    const uri = await put(deployed, `sources/${crypto.randomUUID()}.jsonl`);

    const run = await createClient(deployed).start({ uri });

    expect((await run.result()).report).toMatchObject(expected);
    expect(await Array.fromAsync(run.rows())).toEqual([
      { hour: 6, late: true, distance: 100 },
      { hour: 7, late: false, distance: 200 },
      { hour: 23, late: false, distance: 300 },
    ]);
  },
};
