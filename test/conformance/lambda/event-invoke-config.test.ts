import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect, onTestFinished } from 'vitest';
import { fact } from '../facts.ts';
import { ECHO, useLambda } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda({ asyncRetryDelaysSeconds: [0.01, 0.02] });
const get = (FunctionName: string) =>
  lambda.client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));

fact('a function without a configuration has none to get', LAMBDA.recordedApi, async () => {
  const name = await lambda.create(ECHO);

  await expect(get(name)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `The function arn:aws:lambda:us-east-1:000000000000:function:${name}:$LATEST doesn't have an EventInvokeConfig`,
  });
});

fact('MaximumRetryAttempts says how often an event is tried again', LAMBDA.asyncErrors, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-events-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'tries');
  await appendFile(file, '');
  const FunctionName = await lambda.create(`import { appendFileSync } from 'node:fs';
    export const handler = async () => { appendFileSync(${JSON.stringify(file)}, 'x'); throw new Error('always'); };`);
  await lambda.client.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 }),
  );

  await lambda.invoke(FunctionName, {}, { InvocationType: 'Event' });

  await expect.poll(() => readFile(file, 'utf8'), { timeout: 20_000 }).toBe('xx');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await readFile(file, 'utf8')).toBe('xx');
});

fact(
  'Put replaces all of it, Update what it names',
  LAMBDA.api('UpdateFunctionEventInvokeConfig'),
  async () => {
    const FunctionName = await lambda.create(ECHO);
    const put = new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 });
    await lambda.client.send(put);
    await lambda.client.send(
      new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 120 }),
    );
    const updated = await get(FunctionName);
    await lambda.client.send(put);

    expect(updated).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 120 });
    expect((await get(FunctionName)).MaximumEventAgeInSeconds).toBeUndefined();
  },
);

fact('2 retries and 6 hours are the most', LAMBDA.api('PutFunctionEventInvokeConfig'), async () => {
  const FunctionName = await lambda.create(ECHO);

  const put = lambda.client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 3,
      MaximumEventAgeInSeconds: 21_601,
    }),
  );

  await expect(put).rejects.toMatchObject({
    message: expect.stringMatching(/^2 validation errors detected: /),
  });
});

fact('after Delete there is none', LAMBDA.api('DeleteFunctionEventInvokeConfig'), async () => {
  const FunctionName = await lambda.create(ECHO);
  await lambda.client.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }),
  );

  await lambda.client.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));

  await expect(get(FunctionName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
