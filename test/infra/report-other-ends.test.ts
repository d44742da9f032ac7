import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand, NoSuchKey, NotFound } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runKeys } from '../../core/contracts/keys.ts';
import { type RunReport, runReport } from '../../core/contracts/report.ts';
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

async function start(name: string, input: object): Promise<string> {
  const { executionArn = '' } = await clients.sfn.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
  );
  return executionArn;
}

function untilEnded(executionArn: string) {
  return until(async () => {
    const { status } = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' ? undefined : status;
  });
}

const exists = (key: string) =>
  clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).then(
    () => true,
    (error) => {
      if (error instanceof NotFound) return false;
      throw error;
    },
  );

async function readReport(runId: string): Promise<RunReport | undefined> {
  try {
    const { Body } = await clients.s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: runKeys(runId).report }),
    );
    return runReport.parse(JSON.parse((await Body?.transformToString()) ?? ''));
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** Starts a run of which one unit is done and one waits for a file, and stops it. */
async function stopHalfway(name: string, runId?: string): Promise<{ executionArn: string; file: string }> {
  const file = join(deployed.folder, name);
  const items = [{ n: 0 }, { n: 1, file }];
  const executionArn = await start(name, { ...(runId && { runId }), unitItems: 1, source: { items } });
  await until(async () => (await exists(runKeys(runId ?? name).output(0, 1))) || undefined);
  await clients.sfn.send(new StopExecutionCommand({ executionArn }));
  return { executionArn, file };
}

test.each([
  ['its name is the run id', 'stopped', undefined],
  ['its input has the run id', 'another-name', 'stopped-too'],
])('an execution that is stopped gets its report without anyone asking: %s', async (_, name, given) => {
  const { executionArn, file } = await stopHalfway(name, given);
  const runId = given ?? name;
  expect(await until(() => readReport(runId))).toMatchObject({
    runId,
    status: 'FAILED',
    completionReason: 'STOPPED',
    items: { total: 2 },
  });
  expect(await untilEnded(executionArn)).toBe('ABORTED');
  await writeFile(file, '');
});

test('a run that is redriven after that has the report of how it went on', async () => {
  const { executionArn, file } = await stopHalfway('redriven');
  expect(await until(() => readReport('redriven'))).toMatchObject({ completionReason: 'STOPPED' });
  await writeFile(file, '');
  await clients.sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await untilEnded(executionArn)).toBe('SUCCEEDED');
  expect(await readReport('redriven')).toMatchObject({ status: 'SUCCEEDED', items: { succeeded: 2 } });
}, 60_000);

test('a run that was refused has none', async () => {
  const refused = await start('refused', { source: { uri: 's3://no-such-bucket/items.jsonl' } });
  expect(await untilEnded(refused)).toBe('FAILED');
  // Its event is older than this one.
  const { file } = await stopHalfway('after-it');
  await until(() => readReport('after-it'));
  await writeFile(file, '');
  expect(await exists(runKeys('refused').report)).toBe(false);
});
