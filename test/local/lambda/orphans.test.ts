import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createCode, createFolder, define, start } from './functions.ts';

/** Forks a child that spins, and writes the ids of both, in a file in its code's folder. */
const FORK = `
  import { fork } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  import { fileURLToPath } from 'node:url';
  const child = fork(fileURLToPath(new URL('spin.mjs', import.meta.url)), { execArgv: [] });
  writeFileSync(new URL('pids', import.meta.url), process.pid + ' ' + child.pid + ' ');`;
const SPIN = 'while (true);';

async function readPids(code: string): Promise<number[]> {
  const text = await readFile(join(code, 'pids'), 'utf8').catch(() => '');
  return text.endsWith(' ') ? text.trim().split(' ').map(Number) : [];
}

async function waitForPids(code: string): Promise<number[]> {
  await expect.poll(() => readPids(code), { timeout: 20_000 }).toHaveLength(2);
  const pids = await readPids(code);
  onTestFinished(() => {
    for (const pid of pids.filter(isRunning)) {
      process.kill(pid, 'SIGKILL');
    }
  });
  return pids;
}

/** Whether a process runs; one that has ended and waits for its parent to ask doesn't. */
async function isRunningNow(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return stat === undefined ? isRunning(pid) && process.platform !== 'linux' : !/\) [ZX]/.test(stat);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function expectGone(pids: number[]): Promise<void> {
  const running = async () => (await Promise.all(pids.map(isRunningNow))).includes(true);
  await expect.poll(running, { timeout: 10_000 }).toBe(false);
}

test.each([
  ['waits', 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 900_000));'],
  ['spins', 'export const handler = () => { while (true); };'],
  ['spins while it loads', 'while (true); export const handler = () => 1;'],
])('nothing is left of a function that %s when its host is killed', async (_, handler) => {
  const code = await createCode({ 'index.mjs': `${FORK}\n${handler}`, 'spin.mjs': SPIN });
  const host = fork(fileURLToPath(new URL('host.ts', import.meta.url)), [await createFolder(), code]);
  onTestFinished(() => void host.kill('SIGKILL'));
  const pids = await waitForPids(code);

  const exited = once(host, 'exit');
  host.kill('SIGKILL');
  await exited;

  await expectGone(pids);
});

test.each([
  ['returns nothing in time', 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));'],
  ['exits', 'export const handler = () => process.exit(1);'],
  ['crashes', 'export const handler = () => process.abort();'],
])('what a function forked ends with it when it %s', async (_, handler) => {
  const lambda = await start();
  const codeDirectory = await createCode({ 'index.mjs': `${FORK}\n${handler}`, 'spin.mjs': SPIN });
  lambda.createFunction({ ...(await define('')), codeDirectory, timeout: 2 });

  const result = await lambda.invoke('work', '{}');

  expect(result.outcome).toBe('failed');
  await expectGone(await waitForPids(codeDirectory));
});

test('close ends what runs and what is idle', async () => {
  const lambda = await start();
  const codeDirectory = await createCode({
    'index.mjs': `${FORK}\nexport const handler = (wait) => new Promise((resolve) => setTimeout(resolve, wait));`,
    'spin.mjs': SPIN,
  });
  lambda.createFunction({ ...(await define('')), codeDirectory });
  await lambda.invoke('work', '0');
  const pids = await waitForPids(codeDirectory);
  const running = lambda.invoke('work', '900000');

  await lambda.close();

  expect(await running).toMatchObject({ outcome: 'failed' });
  expect(await lambda.invoke('work', '0')).toMatchObject({ outcome: 'refused', statusCode: 503 });
  await expectGone(pids);
});
