import { readFile, rm, writeFile } from 'node:fs/promises';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCloudConnection } from '../../cli/cloud-connection.ts';
import type { RunJson } from '../../cli/run/run-json.ts';
import { createAwsClients, destroyClients } from '../../client/clients.ts';
import { pipeline, pipelineParameterName } from '../../core/contracts/pipeline.ts';
import { openLocalCloud } from '../../local/daemon/index.ts';
import { folderWith } from './in-folder.ts';
import { fanfold, startFanfold } from './spawn-fanfold.ts';

const itemCount = 100;
let folder: Awaited<ReturnType<typeof folderWith>>;
/** Keeps the local cloud up from one command to the next. */
let cloud: Awaited<ReturnType<typeof openLocalCloud>>;
/** `--state …`, for every command. */
let state: string[];

/**
 * A task that writes down every item that it runs, and throws where `condition` holds. While there is a file hold.txt,
 * items from the 50th on wait, until they are told to stop.
 */
const taskSource = (condition: string) => `
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { defineTask } from 'fanfold';
import { z } from 'zod';
export default defineTask({
  name: 'square',
  input: z.object({ n: z.number() }),
  output: z.object({ n: z.number(), square: z.number() }),
  timeout: '100 seconds',
  run: async ({ n }, { signal }) => {
    appendFileSync(${JSON.stringify(folder.path('ran.txt'))}, n + '\\n');
    while (n >= 50 && existsSync(${JSON.stringify(folder.path('hold.txt'))})) await wait(20, undefined, { signal });
    if (${condition}) throw new Error(n + ' can not be squared');
    return { n, square: n * n };
  },
});
`;

beforeAll(async () => {
  const items = Array.from({ length: itemCount }, (_, n) => `${JSON.stringify({ n })}\n`);
  folder = await folderWith({ 'items.jsonl': items.join(''), 'ran.txt': '' });
  await writeFile(folder.path('broken.ts'), taskSource('n % 40 === 7'));
  await writeFile(folder.path('sound.ts'), taskSource('false'));
  cloud = await openLocalCloud({ stateDir: folder.path('state') });
  state = ['--state', folder.path('state')];
});
afterAll(async () => {
  await cloud.close();
  await folder[Symbol.asyncDispose]();
});

const runOf = (task: string, runId: string, ...more: string[]) => [
  ...['run', folder.path(task), '--input', folder.path('items.jsonl'), '--run-id', runId],
  ...['--unit-items', '10', '--out', folder.path(runId), ...state, ...more],
];
const data = (runId: string) => readFile(folder.path(`${runId}/data.jsonl`), 'utf8');
const jsonOf = (out: string): RunJson => JSON.parse(out);

/** Items that were run since the last call, in the order of their numbers. */
async function takeRan(): Promise<number[]> {
  const text = await readFile(folder.path('ran.txt'), 'utf8');
  await writeFile(folder.path('ran.txt'), '');
  return text
    .split('\n')
    .filter(Boolean)
    .map(Number)
    .sort((a, b) => a - b);
}

test('retry runs only what failed, with the task repaired: the bytes of a run that never failed', async () => {
  const first = await fanfold(...runOf('broken.ts', 'square-1', '--tolerated-failure-percentage', '5'));
  expect(first.exitCode).toBe(0);
  expect(first.out).toContain('Items      97 succeeded, 3 failed of 100\n');
  const suggested = `retry square-1 ${state.join(' ')} --task ${folder.path('broken.ts')}\n`;
  expect(first.out).toContain(suggested);
  expect(await takeRan()).toHaveLength(itemCount);

  const out = folder.path('retried');
  const repaired = ['--task', folder.path('sound.ts'), '--out', out];
  const retried = await fanfold('retry', 'square-1', ...repaired, ...state, '--json');
  expect(retried.err).toContain('97 of 100 items succeeded before; now 3 that failed\n');
  expect(retried.exitCode).toBe(0);
  expect(jsonOf(retried.out)).toMatchObject({
    status: 'SUCCEEDED',
    items: { total: 100, succeeded: 100, failed: 0, notRun: 0 },
    rows: 100,
  });
  expect(await takeRan()).toEqual([7, 47, 87]);

  expect((await fanfold(...runOf('sound.ts', 'square-2'))).exitCode).toBe(0);
  expect(await data('retried')).toBe(await data('square-2'));
  await takeRan();
}, 120_000);

test('stopped and watched by other processes: what is done is kept, and the same run does the rest only', async () => {
  await writeFile(folder.path('hold.txt'), '');
  const two = ['--max-concurrency', '2'];
  const run = startFanfold(...runOf('sound.ts', 'square-3', ...two, '--json'));
  await run.says(/^ +50% {2}/m);
  const watch = startFanfold('watch', 'square-3', ...state);
  await watch.says(/items/);
  const left = startFanfold('watch', 'square-3', ...state, '--json');
  await left.says(/items/);
  left.child.kill('SIGINT');
  const leaving = await left.end();
  expect(leaving.exitCode).toBe(1);
  expect(leaving.err).toContain('The run is left alone.');
  expect(jsonOf(leaving.out)).toMatchObject({ runId: 'square-3', status: 'RUNNING' });
  const stop = await fanfold('stop', 'square-3', ...state);
  expect(stop).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining('Run square-3 is stopped. Items: '),
  });
  expect(stop.out).toContain(`fanfold -- retry square-3 ${state.join(' ')}\n`);

  const [stopped, watched] = await Promise.all([run.end(), watch.end()]);
  expect(stopped.exitCode).toBe(1);
  expect(jsonOf(stopped.out)).toMatchObject({
    status: 'FAILED',
    completionReason: 'STOPPED',
    error: { code: 'RunStopped', message: expect.stringContaining('stopped by fanfold stop') },
    dataset: null,
  });
  expect(watched.exitCode).toBe(1);
  expect(watched.out).toContain('FAILED  square-3\n');
  const before = await takeRan();
  expect(before.length).toBeLessThan(itemCount);
  await rm(folder.path('hold.txt'));

  const again = await fanfold('stop', 'square-3', ...state);
  expect(again).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining('had ended already: FAILED, STOPPED'),
  });
  expect((await fanfold(...runOf('sound.ts', 'square-3', ...two))).exitCode).toBe(0);
  const after = await takeRan();
  expect(new Set([...before, ...after]).size).toBe(itemCount);
  // The items that were running may have run twice.
  expect(before.length + after.length - itemCount).toBeLessThanOrEqual(2);
  expect(await data('square-3')).toBe(await data('square-2'));
}, 120_000);

test('a second Ctrl-C ends the execution at once; a retry does what was left', async () => {
  await writeFile(folder.path('hold.txt'), '');
  const run = startFanfold(...runOf('sound.ts', 'square-4', '--max-concurrency', '2'));
  await run.says(/^ +50% {2}/m);
  run.child.kill('SIGINT');
  await run.says(/Ctrl-C again ends it at once/);
  run.child.kill('SIGINT');
  expect((await run.end()).exitCode).toBe(1);
  const ended = await fanfold('watch', 'square-4', ...state, '--json');
  expect(jsonOf(ended.out)).toMatchObject({ status: 'FAILED', completionReason: 'STOPPED' });
  const before = await takeRan();
  await rm(folder.path('hold.txt'));

  const rest = await fanfold('retry', 'square-4', ...state, '--out', folder.path('square-4'));
  expect(rest.exitCode).toBe(0);
  expect(await data('square-4')).toBe(await data('square-2'));
  const after = await takeRan();
  expect(new Set([...before, ...after]).size).toBe(itemCount);
  // Two units were in mid-run, at their first items.
  expect(before.length + after.length - itemCount).toBeLessThanOrEqual(2);
}, 120_000);

test('watch tells how a run ended; an unknown run and an old ledger are one sentence', async () => {
  const ended = await fanfold('watch', 'square-1', ...state, '--json');
  expect(ended.exitCode).toBe(0);
  expect(jsonOf(ended.out)).toMatchObject({ runId: 'square-1', status: 'SUCCEEDED', rows: 100 });

  const unknown = await fanfold('retry', 'square-9', ...state);
  expect(unknown).toMatchObject({ exitCode: 2, out: '' });
  expect(unknown.err).toContain(`there is no run square-9 in ${folder.path('state')}`);

  const { table } = pipeline.parse(
    JSON.parse((await cloud.parameter(pipelineParameterName('square'))) ?? ''),
  );
  const clients = createAwsClients(readCloudConnection(cloud));
  const Item = { pk: 'run#square-0', sk: 'run', task: 'square', runId: 'square-0' };
  await clients.dynamodb.send(new PutCommand({ TableName: table, Item }));
  destroyClients(clients);
  const old = await fanfold('watch', 'square-0', ...state);
  expect(old).toMatchObject({ exitCode: 2, out: '' });
  expect(old.err).toContain('another version of fanfold wrote the ledger in ');
}, 120_000);
