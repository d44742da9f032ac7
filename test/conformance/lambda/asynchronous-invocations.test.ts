import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect } from 'vitest';
import { fact } from '../facts.ts';
import { useLambda } from './lambda.ts';
import { LAMBDA } from './sources.ts';

// AWS waits one minute and two; the number of tries is what is tested here.
const lambda = useLambda({ asyncRetryDelaysSeconds: [0.01, 0.02], accountConcurrency: 20 });
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-events-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A function that writes a line for each try, then does this. @returns its name and how to read the lines */
async function createWriter(end: string) {
  const file = join(folder, lambda.nextName());
  await appendFile(file, '');
  const name = await lambda.create(`import { appendFileSync } from 'node:fs';
    export const handler = async (event, { awsRequestId }) => {
      appendFileSync(${JSON.stringify(file)}, awsRequestId + '\\n');
      ${end}
    };`);
  return { name, tries: async () => (await readFile(file, 'utf8')).split('\n').slice(0, -1) };
}

const send = (name: string) => lambda.invoke(name, { n: 1 }, { InvocationType: 'Event' });

fact('Event answers 202 without a payload, and runs once', LAMBDA.api('Invoke'), async () => {
  const { name, tries } = await createWriter('');

  const accepted = await send(name);

  expect(accepted).toMatchObject({ StatusCode: 202, text: '' });
  await expect.poll(tries, { timeout: 20_000 }).toEqual([accepted.$metadata.requestId]);
});

fact('a function that fails is tried twice more', LAMBDA.asyncErrors, async () => {
  const { name, tries } = await createWriter('throw new Error("always");');

  const { $metadata } = await send(name);

  await expect.poll(tries, { timeout: 20_000 }).toHaveLength(3);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await tries()).toEqual(Array.from({ length: 3 }, () => $metadata.requestId));
});

fact('a crash of the process is tried again as well', LAMBDA.asyncErrors, async () => {
  const { name, tries } = await createWriter('process.exit(1);');

  await send(name);

  await expect.poll(tries, { timeout: 20_000 }).toHaveLength(3);
});

fact('an event that is throttled is tried again', LAMBDA.asyncErrors, async () => {
  const { name, tries } = await createWriter('await new Promise((resolve) => setTimeout(resolve, 300));');
  await lambda.client.send(
    new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 1 }),
  );

  await Promise.all([send(name), send(name)]);

  await expect.poll(tries, { timeout: 20_000 }).toHaveLength(2);
});

fact('with a reservation of 0 events are given up at once', LAMBDA.asyncErrors, async () => {
  const { name, tries } = await createWriter('');
  const reserve = (ReservedConcurrentExecutions: number) =>
    lambda.client.send(
      new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions }),
    );
  await reserve(0);

  expect((await send(name)).StatusCode).toBe(202);
  await reserve(1);
  await new Promise((resolve) => setTimeout(resolve, 1500));

  expect(await tries()).toEqual([]);
});
