import { expect } from 'vitest';
import { fact } from '../facts.ts';
import { useLambda, WAIT } from './lambda.ts';
import { LAMBDA } from './sources.ts';

const lambda = useLambda();

const COUNT = `let count = 0;
export const handler = async ({ how }) => {
  if (how === 'exit') process.exit(1);
  if (how === 'sleep') await new Promise(() => setInterval(() => {}, 1000));
  if (how === 'throw') throw new Error('as asked');
  return { counter: count++, pid: process.pid };
};`;

fact('an environment is used again, with what its module keeps', LAMBDA.recordedInvocations, async () => {
  const name = await lambda.create(COUNT);

  const first = await lambda.result(name);
  const second = await lambda.result(name);

  expect(first).toMatchObject({ counter: 0 });
  expect(second).toEqual({ counter: 1, pid: first.pid });
});

fact('an environment whose process exited is replaced', LAMBDA.environments, async () => {
  const name = await lambda.create(COUNT);
  const first = await lambda.result(name);

  await lambda.invoke(name, { how: 'exit' });
  const next = await lambda.result(name);

  expect(next.counter).toBe(0);
  expect(next.pid).not.toBe(first.pid);
});

fact('an environment that ran over the timeout is reset', LAMBDA.environments, async () => {
  const name = await lambda.create(COUNT, { Timeout: 1 });
  const first = await lambda.result(name);

  await lambda.invoke(name, { how: 'sleep' });
  const next = await lambda.result(name);

  expect(next.counter).toBe(0);
  expect(next.pid).not.toBe(first.pid);
});

fact('an error that the handler throws leaves the environment', LAMBDA.environments, async () => {
  const name = await lambda.create(COUNT);
  const first = await lambda.result(name);

  await lambda.invoke(name, { how: 'throw' });

  expect(await lambda.result(name)).toEqual({ counter: 1, pid: first.pid });
});

fact('an environment runs one invocation at a time', LAMBDA.concurrency, async () => {
  const name = await lambda.create(WAIT);

  const pids = await Promise.all([400, 400, 400].map((wait) => lambda.result(name, wait)));

  expect(new Set(pids).size).toBe(3);
});

fact(
  'what a handler leaves in its process group ends with the environment',
  LAMBDA.environments,
  async () => {
    const name = await lambda.create(`import { spawn } from 'node:child_process';
    export const handler = async ({ exit }) => {
      if (exit) process.exit(1);
      return spawn('sleep', ['60'], { stdio: 'ignore' }).pid;
    };`);
    const child = await lambda.result(name);

    await lambda.invoke(name, { exit: true });

    await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
  },
);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
