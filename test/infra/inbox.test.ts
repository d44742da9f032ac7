import { join } from 'node:path';
import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, NoSuchKey, PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { executionInput } from '../../core/contracts/execution-input.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { runReport } from '../../core/contracts/report.ts';
import { type TriggerRefusal, triggerRefusal } from '../../core/contracts/trigger.ts';
import { clientsOf, until } from '../local/cloudformation/cloud-clients.ts';
import { type DeployedTask, deployTask } from '../support/deploy-task.ts';

let deployed: DeployedTask;
let clients: ReturnType<typeof clientsOf>;
let stateMachineArn: string;
let bucket: string;

beforeAll(async () => {
  deployed = await deployTask(join(import.meta.dirname, 'tasks/wait.ts'));
  ({ stateMachineArn, bucket } = deployed.pipeline);
  clients = clientsOf(deployed.cloud);
}, 60_000);

afterAll(() => deployed.close());

function put(key: string, body: string, metadata: Record<string, string> = {}) {
  return clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, Metadata: metadata }));
}

async function readText(key: string): Promise<string | undefined> {
  try {
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** ARNs of the executions whose names start with a text. */
async function executionsOf(start: string): Promise<string[]> {
  const { executions = [] } = await clients.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  return executions
    .filter(({ name }) => name?.startsWith(`${start}-`))
    .map(({ executionArn }) => executionArn ?? '');
}

/** The first execution of a name, once it has ended. */
function untilEnded(start: string) {
  return until(async () => {
    const [executionArn] = await executionsOf(start);
    if (executionArn === undefined) return undefined;
    const execution = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
}

async function untilRefused(key: string): Promise<TriggerRefusal> {
  return triggerRefusal.parse(JSON.parse(await until(() => readText(`${key}.error.json`))));
}

test('an object that is put below inbox/ starts one run, with the options that come with it', async () => {
  await put('inbox/good.jsonl.options.json', '{"unitItems": 1}');
  await put('inbox/good.jsonl', '{"n":0}\n{"n":1}\n{"n":"two"}\n', {
    'fanfold-tolerated-failure-count': '1',
  });
  const { status, input } = await untilEnded('good');
  expect(status).toBe('SUCCEEDED');
  const given = executionInput.parse(JSON.parse(input ?? ''));
  expect(given).toMatchObject({ unitItems: 1, toleratedFailureCount: 1 });
  const report = await readText(runKeys(given.runId ?? '').report);
  expect(runReport.parse(JSON.parse(report ?? ''))).toMatchObject({
    status: 'SUCCEEDED',
    items: { total: 3, succeeded: 2, failed: 1 },
    units: { total: 3 },
  });
  // An object that is put later has its run, also one with a key of odd characters: the first one's events are through.
  await put('inbox/2026 08/after it+č%20.jsonl', '{"n":0}\n');
  expect((await untilEnded('after-it-c-20')).status).toBe('SUCCEEDED');
  expect(await executionsOf('good')).toHaveLength(1);
  expect(await readText('inbox/good.jsonl.error.json')).toBeUndefined();
});

test('an event that is delivered more than once starts one run', async () => {
  const { ETag = '' } = await put('inbox/twice.jsonl', '{"n":0}\n');
  const first = await untilEnded('twice');
  const { Functions = [] } = await clients.lambda.send(new ListFunctionsCommand({}));
  const { FunctionName } = Functions.find((one) => one.FunctionName?.includes('Trigger')) ?? {};
  const event = {
    'detail-type': 'Object Created',
    source: 'aws.s3',
    time: '2026-08-01T12:00:00Z',
    // Of another put than the one above, whose sequencer isn't known here.
    detail: {
      bucket: { name: bucket },
      object: { key: 'inbox/twice.jsonl', etag: ETag.replaceAll('"', ''), sequencer: '00' },
    },
  };
  const deliver = async () => {
    const Payload = Buffer.from(JSON.stringify(event));
    const answer = await clients.lambda.send(new InvokeCommand({ FunctionName, Payload }));
    return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
  };
  const [once, again] = await Promise.all([deliver(), deliver()]);
  expect(once).toMatchObject({ outcome: 'started' });
  expect(again).toEqual(once);
  expect((await executionsOf('twice')).sort()).toEqual([first.executionArn, once.executionArn].sort());
});

test('options that are wrong are refused beside the object, and no run is started', async () => {
  await put('inbox/bad-option.jsonl', '{"n":0}\n', { 'fanfold-unit-items': 'few' });
  const refusal = await untilRefused('inbox/bad-option.jsonl');
  expect(refusal).toMatchObject({ code: 'InvalidRunInput', object: `s3://${bucket}/inbox/bad-option.jsonl` });
  expect(refusal.message).toContain('metadata fanfold-unit-items is "few"');
  expect(await executionsOf('bad-option')).toEqual([]);
});

test('what only Plan can refuse is told beside the object too', async () => {
  await put('inbox/bad-source.json', '{"no": "array"}');
  const refusal = await untilRefused('inbox/bad-source.json');
  const { executionArn, status, error, cause } = await untilEnded('bad-source');
  expect(status).toBe('FAILED');
  expect(refusal).toMatchObject({
    code: error,
    message: cause,
    object: `s3://${bucket}/inbox/bad-source.json`,
  });
  expect(refusal.code).toBe('SourceRefused');
  expect(executionArn).toMatch(new RegExp(`:${refusal.runId}-inbox$`));
});
