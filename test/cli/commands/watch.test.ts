import { expect, test } from 'vitest';
import { watch } from '../../../cli/commands/watch.ts';
import { FanfoldError } from '../../../core/errors/fanfold-error.ts';
import { makeReport } from '../../client/make-report.ts';
import { type FakeRun, fakeEdge } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';
import { makeFailedReport, makeOutcome } from '../make-result.ts';

/** Runs `fanfold watch …` in a folder that has a state folder. */
async function execute(args: string[], fake: FakeRun = {}) {
  await using folder = await folderWith({ '.fanfold/s3/x': '' });
  const at = fakeEdge(
    { ...fake, ...(fake.untilStopped && { untilStopped: () => at.interrupt() }) },
    { cwd: folder.directory },
  );
  const exitCode = await watch.execute(args, at.edge);
  return { ...at, exitCode, out: at.stdout.text, err: at.stderr.text };
}

test('attaches to a run and ends with its exit code', async () => {
  const { exitCode, names, out, err } = await execute(['run-1']);
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['openLocalCloud', 'findTasks', 'attach', 'close']);
  expect(err).toContain('double, run run-1\n');
  expect(out).toMatch(/^SUCCEEDED {2}run-1\n/);
  const failed = await execute(['run-1', '--json'], { outcome: makeOutcome(makeFailedReport()) });
  expect(failed.exitCode).toBe(1);
  expect(JSON.parse(failed.out)).toMatchObject({ runId: 'run-1', status: 'FAILED' });
});

test('an interrupt leaves the run alone: exit code 1, and how to watch it again', async () => {
  const progress = [
    {
      phase: 'running' as const,
      items: { total: 9, done: 1, failed: 0 },
      units: { total: 3, committed: 0, running: 1 },
      rows: 1,
    },
  ];
  const { exitCode, names, out, err } = await execute(['run-1', '--json', '--state', '.fanfold'], {
    progress,
    untilStopped: () => {},
  });
  expect(exitCode).toBe(1);
  expect(names()).toEqual(['openLocalCloud', 'findTasks', 'attach', 'detach', 'close']);
  expect(JSON.parse(out)).toMatchObject({ runId: 'run-1', status: 'RUNNING', items: null });
  expect(err).toContain(
    'The run is left alone. To watch it again:\n  fanfold watch run-1 --state .fanfold\n',
  );
});

test('a stopped run is gone on with by retry, one without a report by its own command', async () => {
  const report = makeFailedReport({ completionReason: 'STOPPED' });
  const stopped = await execute(['run-1'], { outcome: makeOutcome(report) });
  expect(stopped.out).toContain('To go on (what is committed is not run again):\n  fanfold retry run-1\n');
  const unplanned = await execute(['run-1'], {
    outcome: {
      status: 'FAILED',
      runId: 'run-1',
      executionArn: 'arn:execution',
      completionReason: 'STOPPED',
      report: null,
      error: { code: 'Stopped', message: 'run run-1 was stopped' },
    },
  });
  expect(unplanned.out).toContain('start it again by the command that started it');
});

test('a ledger that another version wrote is refused in one sentence', async () => {
  const ledgerError = new FanfoldError('InvalidUsage', 'another version of fanfold wrote the ledger');
  const { exitCode, out, err } = await execute(['run-1', '--json'], { ledgerError });
  expect(exitCode).toBe(2);
  expect(err).toContain('another version of fanfold wrote the ledger\n');
  expect(JSON.parse(out)).toMatchObject({ status: 'REJECTED', error: { code: 'InvalidUsage' } });
});

test('of a run that succeeded it gets the files with --out', async () => {
  const report = makeReport({ dataset: null });
  const { exitCode, out } = await execute(['run-1', '--out', 'out'], { outcome: makeOutcome(report) });
  expect(exitCode).toBe(0);
  expect(out).toContain('out/report.json');
});
