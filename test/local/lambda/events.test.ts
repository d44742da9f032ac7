import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { createClient, createFolder, define, start } from './functions.ts';

test('an asynchronous invocation that fails is tried twice more, with the same request id', async () => {
  const out = join(await createFolder(), 'tries');
  const lambda = await start({ asyncRetryDelaysSeconds: [0.01, 0.02] });
  lambda.createFunction(
    await define(`import { appendFileSync } from 'node:fs';
      export const handler = async (event, context) => {
        appendFileSync(${JSON.stringify(out)}, context.awsRequestId + ' ' + event.n + '\\n');
        throw new Error('always');
      };`),
  );

  const accepted = await createClient(lambda.url).send(
    new InvokeCommand({ FunctionName: 'work', InvocationType: 'Event', Payload: '{"n":7}' }),
  );

  expect(accepted.StatusCode).toBe(202);
  const line = `${accepted.$metadata.requestId} 7\n`;
  await expect.poll(() => readFile(out, 'utf8').catch(() => ''), { timeout: 10_000 }).toBe(line.repeat(3));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await readFile(out, 'utf8')).toBe(line.repeat(3));
});

test('a throttled event waits for its turn', async () => {
  const out = join(await createFolder(), 'done');
  const lambda = await start({ accountConcurrency: 1 });
  lambda.createFunction(
    await define(`import { appendFileSync } from 'node:fs';
      export const handler = async ({ n, wait }) => {
        await new Promise((resolve) => setTimeout(resolve, wait));
        appendFileSync(${JSON.stringify(out)}, String(n));
      };`),
  );

  const first = lambda.invoke('work', '{"n":1,"wait":500}');
  await createClient(lambda.url).send(
    new InvokeCommand({ FunctionName: 'work', InvocationType: 'Event', Payload: '{"n":2,"wait":0}' }),
  );
  await first;

  await expect.poll(() => readFile(out, 'utf8').catch(() => ''), { timeout: 15_000 }).toBe('12');
});
