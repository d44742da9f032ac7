import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createClient, executionInput, executionOutput } from 'fanfold/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runKeys } from '../../core/contracts/keys.ts';
import { until } from '../local/cloudformation/cloud-clients.ts';
import { type OpenPipeline, openPipeline } from './open-pipeline.ts';

let open: OpenPipeline;
let s3: S3Client;
let sfn: SFNClient;
beforeAll(async () => {
  // Gives back each `n`, and waits for a file where an item names one.
  open = await openPipeline(join(import.meta.dirname, '../infra/tasks/wait.ts'));
  s3 = new S3Client({});
  sfn = new SFNClient({});
}, 120_000);
afterAll(async () => {
  s3.destroy();
  sfn.destroy();
  await open.close();
});

/** What somebody types into the console's input. */
async function start(input: string): Promise<string> {
  const { stateMachineArn } = open.pipeline;
  return (await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn ?? '';
}

function end(executionArn: string) {
  return until(async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
}

/** What an execution that succeeded returned. */
async function outputOf(executionArn: string) {
  const { status, error, cause, output } = await end(executionArn);
  expect({ status, error, cause }).toEqual({ status: 'SUCCEEDED' });
  return executionOutput.parse(JSON.parse(output ?? ''));
}

async function readText(uri: string): Promise<string> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}

function exists(Key: string): Promise<string | undefined> {
  const Bucket = open.pipeline.bucket;
  return readText(`s3://${Bucket}/${Key}`).catch((error) => {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  });
}

describe('the console', () => {
  test('an execution of {} says what an input is, with one to paste', async () => {
    const { status, error, cause = '' } = await end(await start('{}'));

    expect([status, error]).toEqual(['FAILED', 'InvalidRunInput']);
    expect(cause).toMatch(/source is nothing: must say where the items are.*the fields are .*runId.*timeout/);
    const example = JSON.parse(cause.slice(cause.indexOf('an example: ') + 'an example: '.length));
    expect(executionInput.safeParse(example).error).toBeUndefined();
  });

  test('an input that is typed by hand runs, and the output says where the data set is', async () => {
    const executionArn = await start('{ "source": { "items": [{ "n": 1 }, { "n": 2 }] } }');
    const told = await outputOf(executionArn);

    const runId = executionArn.split(':').at(-1);
    expect(told).toMatchObject({ version: 1, runId, items: { total: 2, succeeded: 2 } });
    expect(await readText(told.dataset.uri)).toBe('{"n":1}\n{"n":2}\n');
  });

  test('Redrive finishes a run that failed, without running again what is done', async () => {
    const file = join(open.folder, 'redrive');
    const Bucket = open.pipeline.bucket;
    const items = [{ n: 1 }, { n: 2, file }];
    const executionArn = await start(JSON.stringify({ runId: 'redriven', unitItems: 1, source: { items } }));
    const Key = runKeys('redriven').output(0, 1);
    const output = await until(() => exists(Key));
    // What a unit made is gone, as if by somebody's hand: the run can't be sealed.
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await writeFile(file, '');
    expect((await end(executionArn)).status).toBe('FAILED');
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: output }));

    await sfn.send(new RedriveExecutionCommand({ executionArn }));

    const { dataset } = await outputOf(executionArn);
    expect((await end(executionArn)).redriveCount).toBe(1);
    expect(await readText(dataset.uri)).toBe('{"n":1}\n{"n":2}\n');
    expect(await exists(runKeys('redriven').output(0, 2))).toBeUndefined();
  }, 120_000);
});

test('S3: an object that is put below inbox/ has its run', async () => {
  const Bucket = open.pipeline.bucket;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'inbox/numbers.jsonl', Body: '{"n":1}\n{"n":2}\n' }));
  const { stateMachineArn } = open.pipeline;
  const execution = await until(async () => {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    return executions.find(({ name }) => name?.startsWith('numbers-'));
  });
  const executionArn = execution.executionArn ?? '';

  expect(await readText((await outputOf(executionArn)).dataset.uri)).toBe('{"n":1}\n{"n":2}\n');
  const { input } = await end(executionArn);
  expect(executionInput.parse(JSON.parse(input ?? '')).source).toMatchObject({
    uri: `s3://${Bucket}/inbox/numbers.jsonl`,
    etag: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

test('SDK: the typed client finds the services by the endpoint variables alone', async () => {
  const path = join(open.folder, 'numbers.jsonl');
  await writeFile(path, '{"n":1}\n{"n":"two"}\n{"n":3}\n');
  const client = createClient({ pipeline: open.pipeline });
  const uri = await client.upload({ runId: 'by-client', path, name: 'numbers.jsonl' });
  const run = await client.start({ uri }, { runId: 'by-client', toleratedFailureCount: 1 });

  expect(await run.result()).toMatchObject({ status: 'SUCCEEDED', report: { rows: 2 } });
  expect(await Array.fromAsync(run.rows())).toEqual([{ n: 1 }, { n: 3 }]);
  expect(await Array.fromAsync(run.failures())).toMatchObject([{ item: 1, code: 'invalid-input' }]);
});
