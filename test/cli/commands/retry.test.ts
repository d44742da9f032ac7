import { expect, test } from 'vitest';
import { retry } from '../../../cli/commands/retry.ts';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { makeReport } from '../../client/make-report.ts';
import { type FakeRun, fakeEdge } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';
import { makeFailedReport, makeOutcome } from '../make-result.ts';

/** Runs `fanfold retry …` in a folder that has a state folder and a task. */
async function execute(args: string[], fake: FakeRun = {}) {
  await using folder = await folderWith({ 'task.ts': '', '.fanfold/s3/x': '' });
  const at = fakeEdge(fake, { cwd: folder.directory });
  const exitCode = await retry.execute(args, at.edge);
  return { ...at, exitCode, out: at.stdout.text, err: at.stderr.text };
}
const soFar = {
  executionArn: 'arn:earlier',
  status: 'SUCCEEDED' as const,
  items: { total: 100, done: 98, failed: 3 },
  units: { total: 4, committed: 4 },
};

test('finds the run by its id, retries it with what is given, and prints the summary', async () => {
  const args = ['run-1', '--timeout', '10 seconds', '--max-concurrency', '3'];
  const { exitCode, calls, names, out, err } = await execute(args, { soFar });
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['openLocalCloud', 'findTasks', 'retry', 'close']);
  expect(calls.find(({ name }) => name === 'retry')?.with).toEqual({
    runId: 'run-1',
    options: expect.objectContaining({ timeout: '10 seconds', maxConcurrency: 3 }),
  });
  expect(err).toContain(
    '95 of 100 items succeeded before; now 3 that failed and 2 that never ran or were not kept\n',
  );
  expect(out).toMatch(/^SUCCEEDED {2}run-1\n/);
  expect(out).toContain('  fanfold watch run-1 --out <dir>\n');
});

test('deploys the repaired task first', async () => {
  const { exitCode, names } = await execute(['run-1', '--task', 'task.ts']);
  expect(exitCode).toBe(0);
  expect(names()).toEqual([
    'openLocalCloud',
    'findTasks',
    'synthesizeTask',
    'findTasks',
    'deploy',
    'retry',
    'close',
  ]);
});

test('an unknown run id is one sentence, exit code 2; no bundler is started', async () => {
  const { exitCode, names, err } = await execute(['run-9', '--task', 'task.ts'], { found: [] });
  expect(exitCode).toBe(2);
  expect(names()).not.toContain('synthesizeTask');
  expect(err).toMatch(/there is no run run-9 in \S+\.fanfold; runs are kept 90 days/);
});

test('a run of several tasks, or of another task, is refused with their names', async () => {
  const found = [
    { task: 'halve', pipeline: undefined },
    { task: 'triple', pipeline: undefined },
  ];
  const several = await execute(['run-1'], { found });
  expect(several.exitCode).toBe(2);
  expect(several.err).toContain(
    'the tasks halve and triple have a run run-1 each; say which one: --of <task>',
  );
  const gone = await execute(['run-1', '--of', 'triple'], { found });
  expect(gone.err).toContain('give its module: fanfold retry run-1 --task <task.ts>');
  const other = await execute(['run-1', '--task', 'task.ts'], { found });
  expect(other.exitCode).toBe(2);
  expect(other.err).toContain('the run run-1 is of task halve and triple, not of double');
});

test('bad usage: all problems at once, exit code 2, nothing started', async () => {
  const { exitCode, calls, err } = await execute(['../x', 'more', '--task', 'no.ts', '--state', 'nowhere']);
  expect(exitCode).toBe(2);
  expect(calls).toEqual([]);
  for (const what of [
    'the run id is ../x',
    'more is one argument too many',
    'the task no.ts does not exist',
    'nowhere does not exist',
  ])
    expect(err).toContain(what);
  expect((await execute([])).err).toContain('no run id is given: fanfold retry <runId>');
});

test('what Plan refuses is exit code 2 and one object with --json', async () => {
  const refusal = new FanfoldError('RunInProgress', 'Run run-1 is still running');
  const { exitCode, out } = await execute(['run-1', '--json'], { refusal });
  expect(exitCode).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    runId: 'run-1',
    status: 'REJECTED',
    error: { code: 'RunInProgress' },
  });
});

test('a retry that fails suggests the repair, and the same retry with a tolerance', async () => {
  const outcome = makeOutcome(makeFailedReport());
  const args = ['run-1', '--task', 'task.ts', '--tolerated-failure-count', '3'];
  const { exitCode, out } = await execute(args, { outcome });
  expect(exitCode).toBe(1);
  expect(out).toContain('  fanfold retry run-1 --task task.ts\n');
  expect(out).toContain('  fanfold retry run-1 --task task.ts --tolerated-failure-percentage P\n');
});

test('a retry with items that fail again says so by the same command', async () => {
  const report = makeReport({ items: { total: 100, succeeded: 99, failed: 1, notRun: 0 } });
  const { out } = await execute(['run-1'], { outcome: makeOutcome(report) });
  expect(out).toContain('run again what failed, and only that:\n  fanfold retry run-1 --task <task.ts>\n');
});
