import { expect } from 'vitest';
import { assumption, fact } from '../facts.ts';
import { useLambda, zip } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();
const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** What a function fails with whose handler is this. */
async function failure(handler: string, Timeout = 20): Promise<ReturnType<typeof JSON.parse>> {
  const name = await lambda.create(`export const handler = ${handler};`, { Timeout });
  const answered = await lambda.invoke(name);
  expect(answered).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  return JSON.parse(answered.text);
}

fact('an error that is thrown has its name, message and trace', LAMBDA.nodeErrors, async () => {
  const error = await failure('async () => { throw new TypeError("bad input"); }');

  expect(error).toMatchObject({ errorType: 'TypeError', errorMessage: 'bad input' });
  expect(error.trace[0]).toBe('TypeError: bad input');
  expect(error.trace[1]).toMatch(/^ {4}at .*index\.mjs:1:/);
});

fact('errorType is the name of an error’s own class', LAMBDA.nodeErrors, async () => {
  const error = await failure(`async () => {
    class OutOfStock extends Error { name = 'OutOfStock'; }
    throw new OutOfStock('none left');
  }`);

  expect(error).toMatchObject({ errorType: 'OutOfStock', errorMessage: 'none left' });
});

fact('a timeout is Sandbox.Timedout', LAMBDA.recordedInvocations, async () => {
  const error = await failure('() => new Promise((resolve) => setTimeout(resolve, 60_000))', 1);

  expect(error).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(
      new RegExp(`^RequestId: ${ID} Error: Task timed out after 1.00 seconds$`),
    ),
  });
});

fact(
  'a process that exits is Runtime.ExitError',
  LAMBDA.reportedIn('aws/aws-lambda-dotnet/issues/480'),
  async () => {
    expect(await failure('async () => process.exit(3)')).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(
        new RegExp(`^RequestId: ${ID} Error: Runtime exited with error: exit status 3$`),
      ),
    });
    expect(await failure('async () => process.exit(0)')).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/ Error: Runtime exited without providing a reason$/),
    });
  },
);

fact(
  'a process that is killed is Runtime.ExitError with the signal',
  LAMBDA.reportedIn('Sparticuz/chromium/issues/43'),
  async () => {
    expect(await failure('async () => process.kill(process.pid, "SIGKILL")')).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/ Error: Runtime exited with error: signal: killed$/),
    });
  },
);

fact('a module that is not there is Runtime.ImportModuleError', LAMBDA.runtimeClient, async () => {
  const name = await lambda.create('', { Code: { ZipFile: await zip({ 'other.mjs': '' }) } });

  expect(await lambda.result(name)).toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: "Error: Cannot find module 'index'",
  });
});

fact(
  'a handler that is not exported is Runtime.HandlerNotFound',
  LAMBDA.reportedIn('serverless/serverless/issues/9432'),
  async () => {
    const name = await lambda.create('export const other = 1;');

    expect(await lambda.result(name)).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    });
  },
);

fact('code that does not parse is Runtime.UserCodeSyntaxError', LAMBDA.runtimeClient, async () => {
  expect(await lambda.result(await lambda.create('export const handler = ;'))).toMatchObject({
    errorType: 'Runtime.UserCodeSyntaxError',
  });
});

fact('a callback is refused from nodejs24.x on', LAMBDA.nodeHandler, async () => {
  const handler = 'export const handler = (event, context, callback) => callback(null, 1);';

  expect(await lambda.result(await lambda.create(handler))).toMatchObject({
    errorType: 'Runtime.CallbackHandlerDeprecated',
  });
});

fact('nodejs22.x has callbacks', LAMBDA.nodeHandler, async () => {
  const Runtime = 'nodejs22.x';
  const handler = (call: string) =>
    `export const handler = (event, context, callback) => { setTimeout(() => ${call}); };`;

  expect(await lambda.result(await lambda.create(handler('callback(null, { n: 1 })'), { Runtime }))).toEqual({
    n: 1,
  });
  expect(
    await lambda.result(await lambda.create(handler('callback(new RangeError("no"))'), { Runtime })),
  ).toMatchObject({ errorType: 'RangeError', errorMessage: 'no' });
});

assumption('what can not be written as JSON is Runtime.JSONStringifyError', async () => {
  expect(await failure('async () => { const cycle = {}; cycle.self = cycle; return cycle; }')).toMatchObject({
    errorType: 'Runtime.JSONStringifyError',
  });
});

assumption('a rejection that nobody handles is Runtime.UnhandledPromiseRejection', async () => {
  expect(
    await failure('async () => { Promise.reject(new Error("alone")); await new Promise(() => {}); }'),
  ).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection' });
});
