import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startS3 } from '../../../local/s3/index.ts';
import { definition, ECHO, zip } from '../../conformance/lambda/lambda.ts';
import { ACCOUNT, createClient, createFolder, define, read, readLogs, start } from './functions.ts';

test('functions that the API created are there after a restart, as they were', async () => {
  const root = await createFolder();
  const first = await start({ root });
  const client = createClient(first.url);
  const FunctionName = 'kept';
  await client.send(new CreateFunctionCommand(await definition(ECHO, { FunctionName, Tags: { a: 'b' } })));
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 3 }));
  const before = await client.send(new GetFunctionCommand({ FunctionName }));
  await first.close();

  const second = await start({ root });
  const after = await createClient(second.url).send(new GetFunctionCommand({ FunctionName }));

  expect({ ...after, $metadata: 0, Code: 0 }).toEqual({ ...before, $metadata: 0, Code: 0 });
  expect(after.Concurrency).toEqual({ ReservedConcurrentExecutions: 3 });
  expect(read(await second.invoke(FunctionName, '{"n":1}'))).toEqual({ n: 1 });
});

test('one that was deleted is not, and its code is gone', async () => {
  const root = await createFolder();
  const first = await start({ root });
  const client = createClient(first.url);
  const FunctionName = 'gone';
  await client.send(new CreateFunctionCommand(await definition(ECHO, { FunctionName })));
  const archives = async () => (await readdir(join(root, 'code'))).filter((name) => name.endsWith('.zip'));
  await client.send(new DeleteFunctionCommand({ FunctionName }));
  await first.close();
  expect(await archives()).toHaveLength(1);

  const second = await start({ root });

  expect(await second.invoke(FunctionName, '{}')).toMatchObject({ error: 'ResourceNotFoundException' });
  expect(await archives()).toEqual([]);
});

test('code may come from S3', async () => {
  const s3 = await startS3({ root: await createFolder(), account: ACCOUNT });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const objects = new S3Client({
    endpoint: s3.url,
    region: ACCOUNT.region,
    credentials,
    forcePathStyle: true,
  });
  await objects.send(new CreateBucketCommand({ Bucket: 'code' }));
  const Body = await zip({ 'index.mjs': ECHO });
  await objects.send(new PutObjectCommand({ Bucket: 'code', Key: 'a.zip', Body }));
  const lambda = await start({ s3Url: s3.url });
  const client = createClient(lambda.url);
  const create = (S3Key: string) =>
    definition('', { FunctionName: 'stored', Code: { S3Bucket: 'code', S3Key } }).then((input) =>
      client.send(new CreateFunctionCommand(input)),
    );

  await expect(create('b.zip')).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringMatching(/^Error occurred while GetObject\. S3 Error Code: NoSuchKey\. /),
  });
  await create('a.zip');

  expect(read(await lambda.invoke('stored', '7'))).toBe(7);
  objects.destroy();
  await s3.close();
});

test.each([
  [
    { PackageType: 'Image' as const, Code: { ImageUri: 'x' } },
    /ImageUri: container images .*PackageType is "Image"/,
  ],
  [{ Runtime: 'python3.13' as const }, /Value python3\.13 at 'runtime'.* runs Node\.js only/],
  [{ Layers: ['arn:layer'], VpcConfig: { SubnetIds: ['s'] } }, /Layers: .*VpcConfig: there is no VPC/],
  [
    { FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:there' },
    /are created in eu-central-1, account 123456789012, only/,
  ],
  [{ Publish: true }, /Publish: there are no versions/],
  [
    { LoggingConfig: { SystemLogLevel: 'DEBUG' as const } },
    /SystemLogLevel is "DEBUG": all lines are logged/,
  ],
  [{ SnapStart: { ApplyOn: 'PublishedVersions' as const } }, /SnapStart is not supported/],
  [{ DeadLetterConfig: { TargetArn: 'arn:queue' } }, /DeadLetterConfig: /],
])('what can not be done here is refused (%#)', async (given, message) => {
  const client = createClient((await start()).url);

  const create = client.send(new CreateFunctionCommand(await definition(ECHO, given)));

  await expect(create).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringMatching(message),
  });
});

test('members that turn nothing on are taken', async () => {
  const client = createClient((await start()).url);
  const given = {
    Layers: [],
    VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
    DeadLetterConfig: {},
    Publish: false,
    SnapStart: { ApplyOn: 'None' as const },
    TracingConfig: { Mode: 'Active' as const },
    Architectures: ['arm64' as const],
  };

  const created = await client.send(new CreateFunctionCommand(await definition(ECHO, given)));

  expect(created).toMatchObject({ TracingConfig: { Mode: 'Active' }, Architectures: ['arm64'] });
});

test('changes side by side all last, also after a restart', async () => {
  const root = await createFolder();
  const first = await start({ root });
  const client = createClient(first.url);
  const FunctionName = 'busy';
  await client.send(new CreateFunctionCommand(await definition(ECHO, { FunctionName })));
  const ZipFile = await zip({ 'index.mjs': 'export const handler = async () => process.env.MODE;' });

  await Promise.all([
    client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })),
    client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 4 })),
    client.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { MODE: 'new' } } }),
    ),
    client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 })),
  ]);

  const describe = async (url: string) => {
    const { Concurrency } = await createClient(url).send(new GetFunctionCommand({ FunctionName }));
    const { MaximumRetryAttempts } = await createClient(url).send(
      new GetFunctionEventInvokeConfigCommand({ FunctionName }),
    );
    return [Concurrency?.ReservedConcurrentExecutions, MaximumRetryAttempts];
  };
  expect([...(await describe(first.url)), read(await first.invoke(FunctionName, '{}'))]).toEqual([
    4,
    1,
    'new',
  ]);
  await first.close();
  const second = await start({ root });
  expect([...(await describe(second.url)), read(await second.invoke(FunctionName, '{}'))]).toEqual([
    4,
    1,
    'new',
  ]);
});

test('a function may log as JSON', async () => {
  const { url, root } = await start();
  const client = createClient(url);
  const log = 'export const handler = async () => { console.warn("a line"); };';
  const LoggingConfig = { LogFormat: 'JSON' as const };

  const created = await client.send(
    new CreateFunctionCommand(await definition(log, { FunctionName: 'json', LoggingConfig })),
  );
  await client.send(new InvokeCommand({ FunctionName: 'json' }));

  expect(created.LoggingConfig).toMatchObject({ LogFormat: 'JSON', ApplicationLogLevel: 'INFO' });
  const lines = Object.values(await readLogs(root, 'json')).flatMap((text) => text.trimEnd().split('\n'));
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ level: 'WARN', message: 'a line' }),
  );
});

test('a member that Lambda has not got is refused by name', async () => {
  const { url } = await start();

  const response = await fetch(`${url}/2015-03-31/functions`, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 local' },
    body: JSON.stringify({ FunctionName: 'a', Tiemout: 3 }),
  });

  expect(response.status).toBe(400);
  expect(response.headers.get('x-amzn-errortype')).toBe('SerializationException');
  expect(await response.text()).toContain('Tiemout');
});

test('a function of a stack is not the API’s to change', async () => {
  const lambda = await start();
  lambda.createFunction(await define(ECHO));
  const client = createClient(lambda.url);
  const FunctionName = 'work';
  const conflict = {
    name: 'ResourceConflictException',
    message: expect.stringContaining('belongs to a stack'),
  };

  const ZipFile = await zip({ 'index.mjs': ECHO });
  const refused = await Promise.allSettled([
    client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 5 })),
    client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })),
    client.send(new DeleteFunctionCommand({ FunctionName })),
  ]);

  expect(refused).toMatchObject(refused.map(() => ({ status: 'rejected', reason: conflict })));
});

test('a stack can not take the name of a function of the API', async () => {
  const lambda = await start();
  await createClient(lambda.url).send(
    new CreateFunctionCommand(await definition(ECHO, { FunctionName: 'work' })),
  );
  const configuration = await define(ECHO);

  expect(() => lambda.createFunction(configuration)).toThrow('made by CreateFunction; delete it first');
});

test('an archive that leaves its folder is refused', async () => {
  const client = createClient((await start()).url);
  const good = await zip({ 'index.mjs': ECHO, 'xx/evil.txt': 'x' });
  const ZipFile = Buffer.from(good.toString('latin1').replaceAll('xx/evil.txt', '../evil.txt'), 'latin1');

  const create = client.send(new CreateFunctionCommand(await definition('', { Code: { ZipFile } })));

  await expect(create).rejects.toMatchObject({ message: expect.stringContaining('Could not unzip') });
});
