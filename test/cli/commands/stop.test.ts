import { expect, test } from 'vitest';
import { stop } from '../../../cli/commands/stop.ts';
import { makeReport } from '../../client/make-report.ts';
import { type FakeRun, fakeEdge } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';
import { makeFailedReport, makeOutcome } from '../make-result.ts';

/** Runs `fanfold stop …` in a folder that has a state folder. */
async function execute(args: string[], fake: FakeRun = {}, interrupted = false) {
  await using folder = await folderWith({ '.fanfold/s3/x': '' });
  const at = fakeEdge(fake, { cwd: folder.directory });
  if (interrupted) at.interrupt();
  const exitCode = await stop.execute(args, at.edge);
  return { ...at, exitCode, out: at.stdout.text, err: at.stderr.text };
}
const stopped = makeOutcome(
  makeFailedReport({ completionReason: 'STOPPED', error: { code: 'RunStopped', message: 'stopped' } }),
);

test('stops a run, waits for its end, says what is done and how to go on', async () => {
  const { exitCode, names, out } = await execute(['run-1'], { outcome: stopped });
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['openLocalCloud', 'findTasks', 'attach', 'stop', 'close']);
  expect(out).toBe(`Run run-1 is stopped. Items: 65 succeeded, 30 failed, 5 not run of 100.
What is done is kept, in run run-1.

To go on (what is committed is not run again):
  fanfold retry run-1
`);
});

test.each([
  ['ended' as const, 'Run run-1 had ended already: SUCCEEDED. Items: 100 succeeded.\n', ''],
  [
    'ending' as const,
    'Run run-1 came to its end before it could be stopped: SUCCEEDED. Items: 100 succeeded.\n',
    'the run is about to end; waiting for it\n',
  ],
])('a run that was %s: a clear sentence, exit code 0', async (stopAnswer, sentence, note) => {
  const { exitCode, out, err } = await execute(['run-1'], { outcome: makeOutcome(makeReport()), stopAnswer });
  expect(exitCode).toBe(0);
  expect(out).toBe(sentence);
  expect(err).toContain(note);
});

test('--json prints the object of the run as it ended', async () => {
  const { exitCode, out } = await execute(['run-1', '--json'], { outcome: stopped });
  expect(exitCode).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    runId: 'run-1',
    status: 'FAILED',
    completionReason: 'STOPPED',
    items: { succeeded: 65 },
  });
});

test('an interrupt ends the waiting, not the stopping: exit code 1', async () => {
  const { exitCode, names, out, err } = await execute(['run-1', '--json'], { outcome: stopped }, true);
  expect(exitCode).toBe(1);
  expect(names()).toContain('stop');
  expect(JSON.parse(out)).toMatchObject({ runId: 'run-1', status: 'RUNNING' });
  expect(err).toContain('  fanfold watch run-1\n');
});

test('an unknown run id is one sentence, exit code 2', async () => {
  const { exitCode, names, err } = await execute(['run-9'], { found: [] });
  expect(exitCode).toBe(2);
  expect(names()).not.toContain('stop');
  expect(err).toContain('there is no run run-9 in ');
});
