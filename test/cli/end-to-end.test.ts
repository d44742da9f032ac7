import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlanJson } from '../../cli/plan/plan-json.ts';
import type { RunJson } from '../../cli/run/run-json.ts';
import { folderWith } from './in-folder.ts';
import { fanfold } from './spawn-fanfold.ts';

/** One state folder for all: the second run of a task needs no synthesis. */
let folder: Awaited<ReturnType<typeof folderWith>>;
const movies = ['examples/movies/task.ts', '--input', 'node_modules/vega-datasets/data/movies.json'];
const slow = 'test/cli/tasks/slow.ts';

beforeAll(async () => {
  const items = Array.from({ length: 240 }, (_, n) => `${JSON.stringify({ n })}\n`);
  folder = await folderWith({
    'items.jsonl': items.join(''),
    'truncated.json': '[{"n":1},{"n"',
    'empty.jsonl': '',
  });
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Starts `fanfold run … --json` as a user does. */
function start(...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--conditions=fanfold-source', 'cli/main.ts', 'run', ...args, '--state', folder.path('state'), '--json'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const told = Promise.all([text(child.stdout), once(child, 'exit')]);
  let err = '';
  const listeners: (() => void)[] = [];
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    err += chunk;
    for (const listener of listeners) listener();
  });
  return {
    child,
    /** Resolves when stderr holds something. */
    says: (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        const check = (): void => {
          if (pattern.test(err)) resolve();
        };
        listeners.push(check);
        check();
      }),
    async end() {
      const [out, [exitCode]] = await told;
      const json: RunJson = JSON.parse(out);
      return { exitCode, json, err };
    },
  };
}

const run = (...args: string[]) => start(...args).end();

test('movies: some items fail for honest reasons, within the tolerance', async () => {
  const out = folder.path('movies');
  const { exitCode, json } = await run(...movies, '--out', out);
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({
    status: 'SUCCEEDED',
    items: { total: 3_201, succeeded: 3_119, failed: 82, notRun: 0 },
    rows: 3_119,
  });
  const data = await readFile(`${out}/data.jsonl`, 'utf8');
  expect(Buffer.byteLength(data)).toBe(json.dataset?.bytes);
  expect(data.split('\n')).toHaveLength(3_119 + 1);
  const failures = (await readFile(`${out}/failures.jsonl`, 'utf8')).trimEnd().split('\n');
  expect(failures).toHaveLength(82);
  expect(new Set(failures.map((line) => JSON.parse(line).code))).toEqual(
    new Set(['invalid-input', 'thrown']),
  );
}, 120_000);

test('movies beyond the tolerance: exit code 1, and a higher tolerance gives the data set of the same run', async () => {
  const id = ['--run-id', 'movies-1', '--out', folder.path('movies-1')];
  const failed = await run(...movies, ...id, '--tolerated-failure-percentage', '1');
  expect(failed.exitCode).toBe(1);
  expect(failed.json).toMatchObject({
    status: 'FAILED',
    completionReason: 'TOLERANCE_EXCEEDED',
    dataset: null,
  });
  const accepted = await run(...movies, ...id, '--tolerated-failure-percentage', '3');
  expect(accepted.exitCode).toBe(0);
  expect(accepted.err).toContain('continuing: ');
  expect(accepted.json).toMatchObject({ status: 'SUCCEEDED', rows: 3_119 });
}, 120_000);

test('stopped by Ctrl-C and continued gives the bytes of an undisturbed run', async () => {
  const input = ['--input', folder.path('items.jsonl')];
  const first = start(slow, ...input, '--run-id', 'slow-1');
  await first.says(/ [1-9]\d?% {2}/);
  first.child.kill('SIGINT');
  const stopped = await first.end();
  expect(stopped.exitCode).toBe(1);
  expect(stopped.json).toMatchObject({ status: 'FAILED', completionReason: 'STOPPED', dataset: null });
  expect(stopped.json.items?.notRun).toBeGreaterThan(0);
  const continued = await run(slow, ...input, '--run-id', 'slow-1', '--out', folder.path('continued'));
  expect(continued.exitCode).toBe(0);
  expect(continued.err).toContain('continuing: ');
  const undisturbed = await run(slow, ...input, '--unit-items', '7', '--out', folder.path('undisturbed'));
  expect(undisturbed.exitCode).toBe(0);
  const bytes = await Promise.all(
    ['continued', 'undisturbed'].map((name) => readFile(folder.path(`${name}/data.jsonl`), 'utf8')),
  );
  expect(bytes[0]).toBe(bytes[1]);
}, 120_000);

test('the same command twice at once is one run, and a third time its result', async () => {
  const command = [slow, '--input', folder.path('items.jsonl'), '--run-id', 'slow-2'];
  const first = start(...command);
  await first.says(/^ +\d+% /m);
  const [one, two] = await Promise.all([first.end(), run(...command)]);
  expect([one.exitCode, two.exitCode]).toEqual([0, 0]);
  expect(two.err).toContain('this run is at work already; following it');
  expect(two.json.dataset).toEqual(one.json.dataset);
  const three = await run(...command);
  expect(three.err).toContain('this run succeeded before: 240 of 240 items done');
  expect(three.json).toMatchObject({ status: 'SUCCEEDED', dataset: one.json.dataset });
}, 120_000);

test('a source that can not be split is refused by its path, exit code 2; an empty one succeeds', async () => {
  const path = folder.path('truncated.json');
  const refused = await run(slow, '--input', path);
  expect(refused.exitCode).toBe(2);
  expect(refused.json).toMatchObject({ status: 'REJECTED', items: null, error: { code: 'SourceRefused' } });
  expect(refused.json.error?.message).toContain(path);
  const empty = await run(slow, '--input', folder.path('empty.jsonl'));
  expect(empty.exitCode).toBe(0);
  expect(empty.json).toMatchObject({ status: 'SUCCEEDED', items: { total: 0 }, rows: 0 });
}, 120_000);

test('a plan counts what a run plans, and takes its time from the newest report', async () => {
  const line = [slow, '--unit-items', '7', '--max-concurrency', '2'];
  const { json } = await run(...line, '--input', folder.path('items.jsonl'), '--run-id', 'planned-1');
  const bucket = json.dataset?.uri.split('/')[2];
  // The source that the run has uploaded.
  const input = `s3://${bucket}/sources/planned-1/items.jsonl`;
  const { exitCode, out } = await fanfold(
    ...['plan', ...line, '--input', input, '--on', 'local', '--state', folder.path('state'), '--json'],
  );
  expect(exitCode).toBe(0);
  const { items, units, prediction }: PlanJson = JSON.parse(out);
  expect({ items, units: units?.total }).toEqual({ items: json.items?.total, units: json.units?.total });
  expect(prediction).toMatchObject({
    on: 'local',
    basis: { kind: 'report', items: 240, runId: 'planned-1' },
  });
  // 20 ms each, two side by side.
  expect(prediction?.basis.itemMs).toBeGreaterThan(19);
  expect(prediction?.fanOutMs).toBeGreaterThan(2_300);
  expect(prediction?.lines.find(({ what }) => what === 'Lambda requests, units')?.quantity).toBe(35);
}, 120_000);
