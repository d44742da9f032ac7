import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { plan } from '../../../cli/commands/plan.ts';
import { loadParts } from '../../../cli/load-parts.ts';
import type { PlanJson } from '../../../cli/plan/plan-json.ts';
import { fakeEdge } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';
import { fanfold } from '../spawn-fanfold.ts';
import { hangingTask, keyedTask, lines, notingTask } from './source.ts';

let folder: Awaited<ReturnType<typeof folderWith>>;
beforeAll(async () => {
  folder = await folderWith({
    'noting.ts': notingTask,
    'keyed.ts': keyedTask,
    'hanging.ts': hangingTask,
    'items.jsonl': lines(1_000),
    'parts/a.csv': `n\n${Array.from({ length: 70 }, (_, n) => n).join('\n')}\n`,
    'parts/b.csv': `n\n${Array.from({ length: 30 }, (_, n) => 70 + n).join('\n')}\n`,
    'broken.json': '[{"n":1},{"n":',
    'prices.json': '{"region":"eu-central-1"}',
  });
  await writeFile(folder.path('items.jsonl.gz'), gzipSync(lines(100)));
  process.env.FANFOLD_TEST_SEEN = folder.path('seen.txt');
  process.env.FANFOLD_TEST_PID = folder.path('pid.txt');
});
afterAll(async () => {
  delete process.env.FANFOLD_TEST_SEEN;
  delete process.env.FANFOLD_TEST_PID;
  await folder[Symbol.asyncDispose]();
});

/** Runs `fanfold plan …` in the folder, with the real parts. */
async function execute(...args: string[]) {
  const at = fakeEdge({}, { cwd: folder.directory });
  const exitCode = await plan.execute(args, { ...at.edge, parts: loadParts() });
  return { exitCode, out: at.stdout.text, err: at.stderr.text };
}
async function planned(...args: string[]): Promise<PlanJson> {
  const { exitCode, out, err } = await execute(...args, '--json');
  expect({ exitCode, err: exitCode === 0 ? '' : err }).toEqual({ exitCode: 0, err: '' });
  return JSON.parse(out);
}
const temporary = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('fanfold-plan-'));

test('counts items and units as Plan does, for AWS unless the line says otherwise', async () => {
  const { prediction, ...counts } = await planned('noting.ts', '--input', 'items.jsonl');
  expect(counts).toEqual({
    task: 'noting',
    status: 'PLANNED',
    items: 1_000,
    units: { total: 1_000, items: 1 },
    itemConcurrency: 1,
    maxConcurrency: 990,
  });
  expect(prediction).toBeNull();
  const several = await planned(
    'noting.ts',
    ...['--input', 'parts/*.csv', '--unit-items', '20', '--max-concurrency', '7', '--item-concurrency', '3'],
  );
  // 70 are 4 units, 30 are 2: none reaches over the end of a file.
  expect(several).toMatchObject({
    items: 100,
    units: { total: 6, items: 20 },
    itemConcurrency: 3,
    maxConcurrency: 7,
  });
});

test('--item-time predicts time and dollars, and says what it takes for granted', async () => {
  const args = ['noting.ts', '--input', 'items.jsonl', '--item-time', '120 ms', '--unit-items', '10'];
  const { prediction } = await planned(...args);
  expect(prediction).toMatchObject({
    on: 'aws',
    basis: { kind: 'told', itemMs: 120, items: 0, failed: 0, runId: null },
  });
  const { fanOutMs = 0, wallMs = 0, usd = 0, lines: bill = [] } = prediction ?? {};
  // 100 units of 1.3 s, and a new environment: a child starts every 10 ms.
  expect(fanOutMs).toBeGreaterThanOrEqual(2_300);
  expect(fanOutMs).toBeLessThanOrEqual(3_300);
  expect(wallMs).toBeGreaterThan(fanOutMs);
  expect(bill.find(({ what }) => what === 'Lambda requests, units')?.quantity).toBe(100);
  expect(usd).toBeCloseTo(
    bill.reduce((sum, line) => sum + line.usd, 0),
    12,
  );
  const { exitCode, out } = await execute(...args);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^PLANNED {2}noting\n/);
  expect(out).toContain('Units         100 of 10 items at most');
  expect(out).toContain('by --item-time');
  expect(out).toContain('Assumed: 100 ms of its own for each unit');
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('--pilot runs items spread over the source, keeps no row, leaves nothing behind and has stdout for itself', async () => {
  const before = { files: await readdir(folder.directory), temporary: await temporary() };
  const { exitCode, out, err } = await fanfold(
    ...['plan', folder.path('noting.ts'), '--input', folder.path('items.jsonl'), '--pilot', '50'],
    ...['--state', folder.path('.fanfold'), '--json'],
  );
  expect(exitCode).toBe(0);
  const seen = (await readFile(folder.path('seen.txt'), 'utf8')).trim().split('\n').map(Number);
  expect(seen).toEqual(Array.from({ length: 50 }, (_, at) => at * 20));
  const { prediction }: PlanJson = JSON.parse(out);
  expect(prediction?.basis).toMatchObject({ kind: 'pilot', items: 50, failed: 0 });
  expect(prediction?.basis.itemMs).toBeGreaterThan(0);
  expect(err).toContain('printed by the task');
  expect(await temporary()).toEqual(before.temporary);
  expect(await readdir(folder.directory)).toEqual([...before.files, 'seen.txt'].sort());
});

test('a pilot runs over files that have to be decompressed, counts what fails, and takes all items if they are few', async () => {
  await writeFile(folder.path('seen.txt'), '');
  const { out } = await execute(
    ...['noting.ts', '--input', 'items.jsonl.gz', '--pilot', '5000', '--retries', '0'],
  );
  expect((await readFile(folder.path('seen.txt'), 'utf8')).trim().split('\n')).toHaveLength(100);
  expect(out).toContain('by 100 items that were run here just now');
  expect(out).toContain('10 of the 100 items failed, the first: item 3: Error: no 3');
  await writeFile(folder.path('seen.txt'), '');
  await execute('noting.ts', '--input', 'parts/*.csv', '--pilot', '10', '--retries', '0');
  const seen = (await readFile(folder.path('seen.txt'), 'utf8')).trim().split('\n').map(Number);
  expect(seen).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
});

test('Ctrl-C ends a pilot and its process, and leaves nothing behind', async () => {
  const at = fakeEdge({}, { cwd: folder.directory });
  const line = ['hanging.ts', '--input', 'items.jsonl', '--pilot', '1'];
  const exitCode = plan.execute(line, { ...at.edge, parts: loadParts() });
  const pid = await vi.waitFor(
    async () => {
      const text = await readFile(folder.path('pid.txt'), 'utf8');
      expect(text).not.toBe('');
      return Number(text);
    },
    { timeout: 30_000 },
  );
  at.interrupt();
  expect(await exitCode).toBe(1);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(await temporary()).toEqual([]);
});

test('refuses what a run would refuse, with the same words', async () => {
  const broken = await execute('noting.ts', '--input', 'broken.json');
  expect(broken).toMatchObject({
    exitCode: 2,
    out: '',
    err: expect.stringContaining(`SourceRefused: ${folder.path('broken.json')} can't be split into items`),
  });
  const keyed = await execute('keyed.ts', '--input', 'items.jsonl', '--json');
  expect(keyed.exitCode).toBe(2);
  const { status, error }: PlanJson = JSON.parse(keyed.out);
  expect(status).toBe('REJECTED');
  expect(error?.code).toBe('SourceRefused');
  expect(error?.message).toContain('items 0 and 90 have the same key "item 0"');
  expect(await temporary()).toEqual([]);
  const csv = await execute('keyed.ts', '--input', 'items.jsonl', '--format', 'csv');
  expect(csv).toMatchObject({ exitCode: 2, err: expect.stringContaining("can't be written as csv") });
  const noTask = await execute('items.jsonl', '--input', 'items.jsonl');
  expect(noTask.exitCode).toBe(2);
});

test('names all that is wrong with the line at once', async () => {
  const { exitCode, out, err } = await execute(
    ...['noting.ts', 'more.ts', '--input', 'nothing.jsonl', '--pilot', '3', '--item-time', '1 second'],
    ...['--prices', 'prices.json', '--profile', 'dev'],
  );
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(err).toContain('more.ts is one argument too many');
  expect(err).toContain('nothing.jsonl does not exist');
  expect(err).toContain('--item-time and --pilot both say what an item takes');
  expect(err).toContain('--prices prices.json is no table of prices');
  expect(err).toContain('--profile is for reading a source from S3 on AWS');
});
