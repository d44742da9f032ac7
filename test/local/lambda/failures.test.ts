import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createCode, define, read, readLogs, start } from './functions.ts';

const FAILING = `
  export const handler = async ({ how, value }) => {
    if (how === 'throw') throw new TypeError('bad input');
    if (how === 'throw-text') throw 'bad text';
    if (how === 'exit') process.exit(value);
    if (how === 'abort') process.abort();
    if (how === 'kill') process.kill(process.pid, 'SIGKILL');
    if (how === 'sleep') await new Promise((resolve) => setTimeout(resolve, 60_000));
    if (how === 'spin') while (true);
    if (how === 'cycle') { const cycle = {}; cycle.cycle = cycle; return cycle; }
    if (how === 'return') return 'x'.repeat(value);
    if (how === 'later') { setTimeout(() => { throw new Error('later'); }); await new Promise(() => {}); }
    if (how === 'reject') { Promise.reject(new Error('nobody waits')); await new Promise(() => {}); }
    return { pid: process.pid };
  };`;

test.each([
  ['throw', undefined, 'TypeError', /^bad input$/],
  ['throw-text', undefined, 'string', /^bad text$/],
  [
    'exit',
    3,
    'Runtime.ExitError',
    /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
  ],
  ['exit', 0, 'Runtime.ExitError', /Runtime exited without providing a reason$/],
  ['abort', undefined, 'Runtime.ExitError', /Runtime exited with error: signal: aborted$/],
  ['kill', undefined, 'Runtime.ExitError', /Runtime exited with error: signal: killed$/],
  [
    'sleep',
    undefined,
    'Sandbox.Timedout',
    /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
  ],
  ['spin', undefined, 'Sandbox.Timedout', /Task timed out after 1\.00 seconds$/],
  ['cycle', undefined, 'Runtime.JSONStringifyError', /^Unable to stringify response body$/],
  ['return', 6_291_556, 'Function.ResponseSizeTooLarge', /maximum allowed payload size \(6291556 bytes\)/],
  ['later', undefined, 'Error', /^later$/],
  ['reject', undefined, 'Runtime.UnhandledPromiseRejection', /nobody waits/],
])('%s (%s) fails as %s, and the next invocation runs', async (how, value, errorType, message) => {
  const lambda = await start();
  lambda.createFunction(await define(FAILING, { timeout: 1 }));

  const result = await lambda.invoke('work', JSON.stringify({ how, value }));
  const next = await lambda.invoke('work', '{}');

  expect(result).toMatchObject({ outcome: 'failed', functionError: 'Unhandled' });
  expect(read(result)).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) });
  expect(next.outcome).toBe('returned');
});

test('a thrown error has its trace', async () => {
  const lambda = await start();
  lambda.createFunction(await define(FAILING));

  const error = read(await lambda.invoke('work', '{"how":"throw"}'));

  expect(Object(error).trace[0]).toBe('TypeError: bad input');
  expect(Object(error).trace[1]).toMatch(/index\.mjs:3/);
});

test('an environment that can’t be started refuses the invocation', async () => {
  const lambda = await start();
  const configuration = await define(FAILING);
  lambda.createFunction(configuration);
  await rm(configuration.codeDirectory, { recursive: true });

  const result = await lambda.invoke('work', '{}');

  expect(result).toMatchObject({ outcome: 'refused', statusCode: 500, error: 'ServiceException' });
});

const GROW = `
  const kept = [];
  export const grow = async () => {
    for (;;) { kept.push(Buffer.alloc(8e6, 1)); await new Promise((resolve) => setTimeout(resolve, 20)); }
  };
  if (process.argv[2] === 'grow') await grow();`;

test.each([
  ['buffers', `import { grow } from './grow.mjs'; export const handler = grow;`, /OutOfMemory/],
  [
    'the heap',
    `const kept = []; export const handler = () => { for (;;) kept.push({ text: String(Math.random()) }); };`,
    /OutOfMemory|ExitError/,
  ],
  [
    'a forked child',
    `import { fork } from 'node:child_process';
     import { fileURLToPath } from 'node:url';
     export const handler = () => {
       fork(fileURLToPath(new URL('grow.mjs', import.meta.url)), ['grow'], { execArgv: [] });
       return new Promise((resolve) => setTimeout(resolve, 900_000));
     };`,
    /OutOfMemory/,
  ],
])('memory over memorySize in %s ends the environment', async (_, source, errorType) => {
  const lambda = await start();
  const codeDirectory = await createCode({ 'index.mjs': source, 'grow.mjs': GROW });
  lambda.createFunction({ ...(await define('')), codeDirectory, memorySize: 160 });

  const result = await lambda.invoke('work', '{}');
  const [log] = Object.values(await readLogs(lambda.root, 'work'));

  expect(read(result)).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/Runtime exited with error: signal: \w+/),
  });
  expect(/Status: error\tError Type: (\S+)/.exec(log ?? '')?.[1]).toMatch(errorType);
});
