import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { run } from '../../../cli/commands/run.ts';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { makeReport } from '../../client/make-report.ts';
import { type FakeRun, fakeEdge } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';
import { makeFailedReport, makeFailure, makeOutcome } from '../make-result.ts';

/** Runs `fanfold run task.ts …` in a folder that has a task and items. */
async function execute(args: string[], fake: FakeRun = {}, env: Record<string, string> = {}) {
  await using folder = await folderWith({ 'task.ts': '', 'items.jsonl': '{}\n' });
  const at = fakeEdge(fake, { cwd: folder.directory, env });
  const exitCode = await run.execute(args, at.edge);
  const files = (await readdir(folder.directory, { recursive: true })).sort();
  return { ...at, exitCode, files, out: at.stdout.text, err: at.stderr.text };
}
const sound = ['task.ts', '--input', 'items.jsonl'];

test('does a run in order and prints its summary', async () => {
  const { exitCode, names, calls, out, err } = await execute([...sound, '--run-id', 'run-1']);
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['synthesizeTask', 'openLocalCloud', 'deploy', 'upload', 'start', 'close']);
  expect(calls.find(({ name }) => name === 'start')?.with).toEqual({
    source: { uri: 's3://bucket/sources/run-1/items.jsonl' },
    options: expect.objectContaining({ runId: 'run-1', maxConcurrency: availableParallelism() }),
  });
  expect(out).toMatch(/^SUCCEEDED {2}run-1\n/);
  expect(err).toContain('double, run run-1\n');
});

test('hands options on, and makes a run id of the task', async () => {
  const { calls } = await execute([
    ...sound,
    '--max-concurrency',
    '7',
    '--unit-items=50',
    '--retries',
    '3',
    '--max-object-size',
    '1 GB',
    '--compress',
    'zstd',
  ]);
  expect(calls.find(({ name }) => name === 'start')?.with).toMatchObject({
    options: {
      runId: expect.stringMatching(/^double-\d{8}-\d{6}-[a-z0-9]{4}$/),
      maxConcurrency: 7,
      maxObjectSize: '1 GB',
      compress: 'zstd',
      unitItems: 50,
      retries: 3,
    },
  });
});

test("keeps to the task's own concurrency when that is less than the cores", async () => {
  const { calls } = await execute(sound, { maxConcurrency: 1 });
  expect(calls.find(({ name }) => name === 'start')?.with).toMatchObject({ options: { maxConcurrency: 1 } });
});

test('bad usage: all problems at once, exit code 2, nothing started, no state folder', async () => {
  const args = ['nope.ts', '--input', 'nope.jsonl', '--max-concurrency', '-5', '--run-id', '../x'];
  const { exitCode, calls, files, out, err } = await execute(args);
  expect(exitCode).toBe(2);
  expect(calls).toEqual([]);
  expect(files).toEqual(['items.jsonl', 'task.ts']);
  expect(out).toBe('');
  expect(err).toContain('fanfold run: 4 problems:\n');
  for (const what of [
    '--max-concurrency is -5',
    '--run-id is ../x',
    'nope.ts does not exist',
    'nope.jsonl does not exist',
  ]) {
    expect(err).toContain(what);
  }
});

test('a shell that expanded a glob is told to quote it', async () => {
  const { exitCode, err } = await execute(['task.ts', '--input', 'items.jsonl', 'more.jsonl']);
  expect(exitCode).toBe(2);
  expect(err).toContain("a glob must stand in quotes: --input 'data/*.jsonl'");
});

test.each([
  ['the task', { synthesisError: new FanfoldError('InvalidTask', 'task.ts exports no task') }, 'InvalidTask'],
  ['the source', { refusal: new FanfoldError('SourceRefused', 'it is no array') }, 'SourceRefused'],
])('a refusal of %s: exit code 2, and one object with --json', async (_, fake, code) => {
  const { exitCode, out, err } = await execute([...sound, '--json'], fake);
  expect(exitCode).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ status: 'REJECTED', items: null, dataset: null, error: { code } });
  expect(out.trimEnd()).not.toContain('\n');
  expect(err).toContain(`${code}: `);
});

test('bad usage with --json is one object, too', async () => {
  const { exitCode, out } = await execute(['--json']);
  expect(exitCode).toBe(2);
  expect(JSON.parse(out)).toEqual({
    runId: null,
    status: 'REJECTED',
    completionReason: null,
    items: null,
    units: null,
    rows: null,
    dataset: null,
    failures: null,
    report: null,
    timing: null,
    cost: null,
    error: { code: 'InvalidUsage', message: expect.stringContaining('--input is missing') },
  });
});

test('--json prints the object of the contract and nothing else', async () => {
  const { exitCode, out } = await execute([...sound, '--run-id', 'run-1', '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(out)).toEqual({
    runId: 'run-1',
    status: 'SUCCEEDED',
    completionReason: 'ALL_COMPLETED',
    items: { total: 100, succeeded: 100, failed: 0, notRun: 0 },
    units: { total: 4, succeeded: 4, failed: 0, notRun: 0 },
    rows: 100,
    dataset: {
      uri: 's3://bucket/datasets/double/run-1/1/data.jsonl',
      bytes: 1_234,
      crc64nvme: 'AAAAAAAAAAA=',
      format: 'jsonl',
    },
    failures: null,
    report: { uri: 's3://bucket/runs/run-1/report.json' },
    timing: { wallMs: 10_000, sequentialMs: 34_000, speedup: 3.4, utilization: 0.85 },
    cost: { usd: 0.0123 },
  });
  expect(out.trimEnd()).not.toContain('\n');
});

test('a run that failed: exit code 1, its failures with an example, and the command that goes on', async () => {
  const outcome = makeOutcome(makeFailedReport());
  const failures = [
    makeFailure(),
    makeFailure({ item: 13 }),
    makeFailure({ code: 'timeout', message: 'too slow' }),
  ];
  const { exitCode, out } = await execute(sound, { outcome, failures });
  expect(exitCode).toBe(1);
  expect(out).toContain('thrown    28   line 14: the movie has no gross\n');
  expect(out).toContain('timeout    2   line 14: too slow\n');
  expect(out).toContain(
    'fanfold run task.ts --input items.jsonl --run-id run-1 --tolerated-failure-percentage P',
  );
});

test('a failed run delivers failures and report with --out', async () => {
  const outcome = makeOutcome(makeFailedReport());
  const objects = { 's3://bucket/runs/run-1/failures.jsonl': '{"item":1}\n' };
  const { exitCode, files } = await execute([...sound, '--out', 'out'], { outcome, objects });
  expect(exitCode).toBe(1);
  expect(files).toEqual(expect.arrayContaining(['out/failures.jsonl', 'out/report.json']));
  expect(files).not.toContain('out/data.jsonl');
});

test('a run id that was used before says how much is done', async () => {
  const soFar = {
    executionArn: 'arn:earlier',
    status: 'RUNNING' as const,
    items: { total: 100, done: 60, failed: 0 },
    units: { total: 4, committed: 3 },
  };
  const { err, out } = await execute(sound, { soFar });
  expect(err).toContain('continuing: 60 of 100 items done in 3 of 4 units before, the rest runs now');
  expect(out).toContain('this run was continued');
});

test('Ctrl-C stops the run, says what was done and how to go on, exit code 1', async () => {
  const stopped = makeOutcome(
    makeFailedReport({ completionReason: 'STOPPED', error: { code: 'Stopped', message: 'it was stopped' } }),
  );
  await using folder = await folderWith({ 'task.ts': '', 'items.jsonl': '{}\n' });
  const at = fakeEdge({ outcome: stopped, untilStopped: () => at.interrupt() }, { cwd: folder.directory });
  const exitCode = await run.execute([...sound, '--run-id', 'run-1', '--out', 'out'], at.edge);
  expect(exitCode).toBe(1);
  expect(await readdir(folder.path('out'))).toContain('report.json');
  expect(at.names()).toEqual([
    'synthesizeTask',
    'openLocalCloud',
    'deploy',
    'upload',
    'start',
    'stop',
    'close',
  ]);
  expect(at.stdout.text).toContain('65 succeeded, 30 failed, 5 not run of 100');
  expect(at.stdout.text).toContain('fanfold run task.ts --input items.jsonl --out out --run-id run-1\n');
});

test('a second Ctrl-C ends the execution at once', async () => {
  await using folder = await folderWith({ 'task.ts': '', 'items.jsonl': '{}\n' });
  const interruptTwice = async (): Promise<void> => {
    at.interrupt();
    await at.interruptAgain();
  };
  const outcome = makeOutcome(makeFailedReport({ completionReason: 'STOPPED' }));
  const at = fakeEdge(
    { outcome, stopsSlowly: true, untilStopped: () => void interruptTwice() },
    { cwd: folder.directory },
  );
  expect(await run.execute(sound, at.edge)).toBe(1);
  expect(at.names()).toEqual(expect.arrayContaining(['stop', 'abort', 'close']));
  expect(at.stderr.text).toContain('Ctrl-C again ends it at once');
  // Nothing is left to be done at a signal once the run has ended.
  at.calls.length = 0;
  await at.interruptAgain();
  expect(at.names()).toEqual([]);
});

test('Ctrl-C before the run is started ends it without a run', async () => {
  await using folder = await folderWith({ 'task.ts': '', 'items.jsonl': '{}\n' });
  const at = fakeEdge({}, { cwd: folder.directory });
  at.interrupt();
  expect(await run.execute(sound, at.edge)).toBe(1);
  expect(at.names()).toEqual(['synthesizeTask']);
  expect(at.stderr.text).toContain('stopped by Ctrl-C or SIGTERM\n');
});

test('a local cloud that is lost is the reason that is told', async () => {
  const lost = Promise.resolve(
    new FanfoldError('LocalCloudFailed', 'The local cloud has ended unexpectedly'),
  );
  const { exitCode, err } = await execute(sound, { lost, untilStopped: () => {} });
  expect(exitCode).toBe(1);
  expect(err).toContain('LocalCloudFailed: The local cloud has ended unexpectedly\n');
});

test('an unexpected error is one line with its code; the stack comes with FANFOLD_DEBUG=1', async () => {
  const synthesisError = Object.assign(new Error('disk full\nand more'), { code: 'ENOSPC' });
  const plain = await execute(sound, { synthesisError });
  expect(plain.exitCode).toBe(1);
  expect(plain.err).toContain('fanfold failed: ENOSPC: disk full (FANFOLD_DEBUG=1 shows the stack)\n');
  expect(plain.err).not.toContain('    at ');
  const debug = await execute(sound, { synthesisError }, { FANFOLD_DEBUG: '1' });
  expect(debug.err).toContain('    at ');
});

test('--out gets the data set, whole', async () => {
  await using folder = await folderWith({ 'task.ts': '', 'items.jsonl': '{}\n' });
  const report = makeReport();
  const dataset = {
    ...report.dataset,
    uri: 's3://bucket/d/data.jsonl',
    manifest: 's3://bucket/m',
    rows: 0,
    bytes: 0,
    crc64nvme: 'AAAAAAAAAAA=',
    format: 'jsonl',
    compress: 'none',
    objects: [{ uri: 's3://bucket/d/data.jsonl', bytes: 0, crc64nvme: 'AAAAAAAAAAA=' }],
  };
  const outcome = makeOutcome({ ...report, dataset });
  const at = fakeEdge({ outcome, objects: { 's3://bucket/m': '{}\n' } }, { cwd: folder.directory });
  expect(await run.execute([...sound, '--out', 'out'], at.edge)).toBe(0);
  expect(await readFile(folder.path('out/manifest.json'), 'utf8')).toBe('{}\n');
  expect(at.stdout.text).toContain('Data set   out/data.jsonl\n');
});
