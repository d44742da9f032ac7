import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalCloud } from '../../local/index.ts';

test('the log of an execution has a line for each event, without data', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'fanfold-log-'));
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  const cloud = await startLocalCloud({ stateDir });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sfn = new SFNClient({ endpoint: cloud.endpoints.sfn, region: cloud.region, credentials });
  onTestFinished(() => sfn.destroy());
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: 'machine',
      roleArn: 'arn:aws:iam::000000000000:role/machine',
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'Refuse',
        States: { Refuse: { Type: 'Fail', Error: 'Mine', Cause: 'as asked' } },
      }),
    }),
  );
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name: 'one', input: '{"secret":1}' }),
  );
  await expect
    .poll(async () => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status)
    .toBe('FAILED');

  // It is written before the cloud is closed.
  await cloud.close();

  const folder = join(cloud.logsDirectory, '@executions', 'machine');
  expect(await readdir(folder)).toEqual(['one.jsonl']);
  const text = await readFile(join(folder, 'one.jsonl'), 'utf8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ type }) => type)).toEqual(['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']);
  expect(lines.at(-1)).toEqual({
    id: '3',
    type: 'ExecutionFailed',
    details: { error: 'Mine', cause: 'as asked' },
    previous_event_id: '2',
    event_timestamp: expect.stringMatching(/^\d{13}$/),
    execution_arn: executionArn,
  });
  expect(text).not.toContain('secret');
});
