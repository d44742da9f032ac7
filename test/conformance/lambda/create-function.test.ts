import { createHash } from 'node:crypto';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { assumption, fact } from '../facts.ts';
import { definition, ECHO, useLambda, zip } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();

fact('CreateFunction answers 201 and Pending', LAMBDA.recordedApi, async () => {
  const input = await definition(ECHO, { FunctionName: lambda.nextName(), Timeout: 5, MemorySize: 256 });

  const created = await lambda.client.send(new CreateFunctionCommand(input));

  expect(created.$metadata.httpStatusCode).toBe(201);
  expect(created).toMatchObject({
    FunctionName: input.FunctionName,
    FunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${input.FunctionName}`,
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: 5,
    MemorySize: 256,
    PackageType: 'Zip',
    State: 'Pending',
    StateReason: 'The function is being created.',
    StateReasonCode: 'Creating',
    TracingConfig: { Mode: 'PassThrough' },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${input.FunctionName}` },
    Version: '$LATEST',
  });
  expect(created.LastUpdateStatus).toBeUndefined();
});

fact('then GetFunction says Active, Successful and has another RevisionId', LAMBDA.recordedApi, async () => {
  const input = await definition(ECHO, { FunctionName: lambda.nextName() });
  const created = await lambda.client.send(new CreateFunctionCommand(input));
  const { FunctionName } = input;
  await waitUntilFunctionActiveV2({ client: lambda.client, maxWaitTime: 20 }, { FunctionName });

  const { Configuration } = await lambda.client.send(new GetFunctionCommand({ FunctionName }));

  expect(Configuration).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
  expect(Configuration?.RevisionId).not.toBe(created.RevisionId);
});

fact('CodeSha256 and CodeSize are those of the archive', LAMBDA.api('FunctionConfiguration'), async () => {
  const ZipFile = await zip({ 'index.mjs': ECHO });
  const FunctionName = await lambda.create(ECHO, { Code: { ZipFile } });

  const found = await lambda.client.send(new GetFunctionConfigurationCommand({ FunctionName }));

  expect(found.CodeSha256).toBe(createHash('sha256').update(ZipFile).digest('base64'));
  expect(found.CodeSize).toBe(ZipFile.length);
});

fact(
  'the defaults are 3 seconds, 128 MB of memory and 512 MB of /tmp',
  LAMBDA.api('CreateFunction'),
  async () => {
    const { Timeout, ...input } = await definition(ECHO, { FunctionName: lambda.nextName() });

    const created = await lambda.client.send(new CreateFunctionCommand(input));

    expect(created).toMatchObject({
      Timeout: 3,
      MemorySize: 128,
      EphemeralStorage: { Size: 512 },
      Description: '',
    });
    expect(created.Environment).toBeUndefined();
  },
);

fact('a name that is taken is refused', LAMBDA.api('CreateFunction'), async () => {
  const FunctionName = await lambda.create(ECHO);

  const again = lambda.create(ECHO, { FunctionName });

  await expect(again).rejects.toMatchObject({
    name: 'ResourceConflictException',
    message: `Function already exist: ${FunctionName}`,
    $metadata: { httpStatusCode: 409 },
  });
});

fact('the handler may lie in a folder of the archive', LAMBDA.nodeHandler, async () => {
  const ZipFile = await zip({ 'src/deep/main.mjs': 'export const run = () => Promise.resolve("deep");' });
  const FunctionName = await lambda.create('', { Code: { ZipFile }, Handler: 'src/deep/main.run' });

  expect(await lambda.result(FunctionName)).toBe('deep');
});

fact('a .js file is CommonJS unless its package.json says module', LAMBDA.nodeHandler, async () => {
  const code = {
    common: { 'index.js': 'exports.handler = async () => typeof require;' },
    module: {
      'index.js': 'export const handler = async () => typeof require;',
      'package.json': '{"type":"module"}',
    },
  };
  const names = await Promise.all(
    Object.values(code).map(async (files) => lambda.create('', { Code: { ZipFile: await zip(files) } })),
  );

  expect(await Promise.all(names.map((name) => lambda.result(name)))).toEqual(['function', 'undefined']);
});

assumption('FunctionName may be the ARN that the function gets', async () => {
  const FunctionName = `arn:aws:lambda:us-east-1:000000000000:function:${lambda.nextName()}`;

  await lambda.create(ECHO, { FunctionName });

  expect(await lambda.result(FunctionName.split(':').at(-1) ?? '', 1)).toBe(1);
});
