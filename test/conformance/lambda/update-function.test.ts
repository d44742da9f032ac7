import {
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { assumption, fact } from '../facts.ts';
import { ECHO, useLambda, WAIT, zip } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();

const MODE = 'export const handler = async () => process.env.MODE ?? null;';
const zipOf = (source: string) => zip({ 'index.mjs': source });
const configurationOf = (FunctionName: string) =>
  lambda.client.send(new GetFunctionConfigurationCommand({ FunctionName }));

fact(
  'UpdateFunctionConfiguration answers InProgress, then it is Successful',
  LAMBDA.recordedApi,
  async () => {
    const FunctionName = await lambda.create(ECHO);

    const updated = await lambda.client.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'changed', Timeout: 10 }),
    );

    expect(updated).toMatchObject({
      Description: 'changed',
      Timeout: 10,
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    });
    expect(await configurationOf(FunctionName)).toMatchObject({ LastUpdateStatus: 'Successful' });
  },
);

fact('what an update leaves out stays', LAMBDA.recordedApi, async () => {
  const Environment = { Variables: { MODE: 'first' } };
  const FunctionName = await lambda.create(MODE, { Environment, MemorySize: 256, Description: 'initial' });

  await lambda.client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7 }));

  expect(await configurationOf(FunctionName)).toMatchObject({
    Environment,
    MemorySize: 256,
    Description: 'initial',
    Timeout: 7,
  });
});

fact('the next invocation has the new environment variables', LAMBDA.environment, async () => {
  const FunctionName = await lambda.create(MODE, { Environment: { Variables: { MODE: 'first' } } });
  const before = await lambda.result(FunctionName);

  await lambda.client.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { MODE: 'second' } } }),
  );

  expect([before, await lambda.result(FunctionName)]).toEqual(['first', 'second']);
});

fact('UpdateFunctionCode changes code, digest and size', LAMBDA.recordedApi, async () => {
  const FunctionName = await lambda.create('export const handler = async () => 1;');
  const before = await lambda.result(FunctionName);
  const { CodeSha256 } = await configurationOf(FunctionName);

  const ZipFile = await zipOf('export const handler = async () => 22;');
  const updated = await lambda.client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));

  expect(updated).toMatchObject({ LastUpdateStatus: 'InProgress', CodeSize: ZipFile.length });
  expect(updated.CodeSha256).not.toBe(CodeSha256);
  expect([before, await lambda.result(FunctionName)]).toEqual([1, 22]);
});

fact('DryRun changes nothing', LAMBDA.api('UpdateFunctionCode'), async () => {
  const FunctionName = await lambda.create('export const handler = async () => 1;');

  const ZipFile = await zipOf('export const handler = async () => 2;');
  await lambda.client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, DryRun: true }));

  expect(await lambda.result(FunctionName)).toBe(1);
});

fact(
  'an update with a RevisionId that is not the latest is refused',
  LAMBDA.api('UpdateFunctionCode'),
  async () => {
    const FunctionName = await lambda.create(ECHO);
    const { RevisionId } = await configurationOf(FunctionName);
    const update = () =>
      lambda.client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9, RevisionId }));

    await update();

    await expect(update()).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      message:
        'The Revision Id provided does not match the latest Revision Id. ' +
        'Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      $metadata: { httpStatusCode: 412 },
    });
  },
);

fact('functions that are not there are not found', LAMBDA.recordedApi, async () => {
  const FunctionName = 'absent';
  const ZipFile = await zipOf(ECHO);
  const error = {
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:absent',
  };

  await expect(
    lambda.client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })),
  ).rejects.toMatchObject(error);
  await expect(
    lambda.client.send(new UpdateFunctionConfigurationCommand({ FunctionName })),
  ).rejects.toMatchObject(error);
});

assumption('an invocation under way finishes with the code that it began with', async () => {
  const FunctionName = await lambda.create(WAIT.replace('process.pid', '"old"'));
  const running = lambda.result(FunctionName, 600);
  await new Promise((resolve) => setTimeout(resolve, 200));

  const ZipFile = await zipOf('export const handler = async () => "new";');
  await lambda.client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));

  expect([await lambda.result(FunctionName), await running]).toEqual(['new', 'old']);
});
