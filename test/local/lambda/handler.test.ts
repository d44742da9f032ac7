import { expect, test, vi } from 'vitest';
import { createCode, define, read, start } from './functions.ts';

test('a handler gets its event and a context like AWS’s', async () => {
  const lambda = await start();
  const arn = lambda.createFunction(
    await define(`export const handler = async (event, context) => ({
      event, context: { ...context }, remaining: context.getRemainingTimeInMillis() });`),
  );

  const result = await lambda.invoke(arn, '{"items":[1,2]}');

  expect(arn).toBe('arn:aws:lambda:eu-central-1:123456789012:function:work');
  expect(read(result)).toMatchObject({
    event: { items: [1, 2] },
    context: {
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'work',
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/work',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    },
    remaining: expect.any(Number),
  });
});

test('a handler sees its own variables and Lambda’s, and none of its caller’s', async () => {
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'the-callers-own');
  vi.stubEnv('SOME_TOKEN', 'the-callers-own');
  const lambda = await start({
    environment: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'local' },
  });
  const configuration = await define('export const handler = async () => process.env;', {
    environment: { MODE: 'test' },
  });
  lambda.createFunction(configuration);

  const variables = read(await lambda.invoke('work', '{}'));
  vi.unstubAllEnvs();

  expect(variables).toMatchObject({
    _HANDLER: 'index.handler',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_FUNCTION_NAME: 'work',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/work',
    AWS_REGION: 'eu-central-1',
    LAMBDA_TASK_ROOT: configuration.codeDirectory,
    MODE: 'test',
    TZ: ':UTC',
  });
  expect(variables).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
  expect(JSON.stringify(variables)).not.toContain('the-callers-own');
});

test('an environment is used again, most recently used first, and ends when idle', async () => {
  const lambda = await start({ idleSeconds: 1 });
  lambda.createFunction(
    await define(`let count = 0;
      export const handler = async ({ wait = 0 }) => {
        await new Promise((resolve) => setTimeout(resolve, wait));
        return { pid: process.pid, count: ++count };
      };`),
  );
  const run = async (event: object) => read(await lambda.invoke('work', JSON.stringify(event)));

  const [one, two] = await Promise.all([run({ wait: 500 }), run({ wait: 1500 })]);
  const third = await run({});

  expect(one).toMatchObject({ count: 1 });
  expect(third).toEqual({ ...Object(two), count: 2 });
  expect(Object(one).pid).not.toBe(Object(two).pid);
  await expect
    .poll(() => isRunning(Object(one).pid) || isRunning(Object(two).pid), { timeout: 10_000 })
    .toBe(false);
});

test('a function replaced runs its new code, and lets what is under way finish with the old', async () => {
  const lambda = await start();
  const source = (version: string) => `export const handler = async (wait) => {
    await new Promise((resolve) => setTimeout(resolve, wait));
    return '${version}';
  };`;
  lambda.createFunction(await define(source('old')));
  const old = lambda.invoke('work', '1000');

  lambda.createFunction(await define(source('new')));

  expect(read(await lambda.invoke('work', '0'))).toBe('new');
  expect(read(await old)).toBe('old');
});

test.each([
  [
    'CommonJS',
    { 'index.cjs': 'exports.handler = async () => __filename.slice(-9)' },
    'index.handler',
    'index.cjs',
  ],
  ['CommonJS in .js', { 'index.js': 'module.exports.handler = async () => "js"' }, 'index.handler', 'js'],
  [
    'ESM in .js',
    { 'index.js': 'export const handler = async () => import.meta.url.slice(-8)' },
    'index.handler',
    'index.js',
  ],
  [
    'ESM in .js by package.json',
    { 'index.js': 'export const handler = async () => "esm"', 'package.json': '{"type":"module"}' },
    'index.handler',
    'esm',
  ],
  [
    'a subfolder',
    { 'src/run.mjs': 'export const on = { event: () => "nested" }' },
    'src/run.on.event',
    'nested',
  ],
])('loads %s', async (_, files, handler, expected) => {
  const lambda = await start();
  lambda.createFunction({ ...(await define('')), codeDirectory: await createCode(files), handler });

  expect(read(await lambda.invoke('work', '{}'))).toBe(expected);
});

test.each([
  ['index.handler', 'import "./absent.mjs";', 'Runtime.ImportModuleError', /absent\.mjs/],
  ['absent.handler', '', 'Runtime.ImportModuleError', /Cannot find module 'absent'/],
  [
    'index.other',
    'export const handler = () => 1;',
    'Runtime.HandlerNotFound',
    /index\.other is undefined or not exported/,
  ],
  [
    'index.handler',
    'export const handler = 1;',
    'Runtime.HandlerNotFound',
    /index\.handler is not a function/,
  ],
  ['index.handler', 'export const handler = ;', 'Runtime.UserCodeSyntaxError', /Unexpected token/],
  ['index.handler', 'throw new RangeError("at load");', 'RangeError', /at load/],
  [
    'index.handler',
    'export const handler = (event, context, callback) => {};',
    'Runtime.CallbackHandlerDeprecated',
    /callback/,
  ],
])('a handler %s that can’t be used (%s) fails as %s', async (handler, source, errorType, message) => {
  const lambda = await start();
  lambda.createFunction(await define(source, { handler }));

  const result = await lambda.invoke('work', '{}');

  expect(result).toMatchObject({ outcome: 'failed', functionError: 'Unhandled' });
  expect(read(result)).toMatchObject({
    errorType,
    errorMessage: expect.stringMatching(message),
    trace: expect.any(Array),
  });
});

test('a configuration that Lambda would refuse is refused, every problem named', async () => {
  const lambda = await start();
  const configuration = await define('', {
    timeout: 1000,
    memorySize: 64,
    environment: { AWS_REGION: 'us-east-1' },
  });

  expect(() => lambda.createFunction(configuration)).toThrow(
    /timeout is 1000.*memorySize is 64.*reserved keys .*AWS_REGION/s,
  );
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
