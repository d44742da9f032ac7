import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { report } from '../../../cli/commands/report.ts';
import { makeReport } from '../../client/make-report.ts';
import { type FakeRun, fakeEdge } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';
import { makeFailedReport, makeOutcome } from '../make-result.ts';

const objects = {
  's3://bucket/runs/run-1/report.html': '<!doctype html>\n',
  's3://bucket/runs/run-1/failures.jsonl': '{"item":12}\n',
};

/** Runs `fanfold report …` in a folder that has a state folder, and reads what it wrote. */
async function execute(args: string[], fake: FakeRun = {}) {
  await using folder = await folderWith({ '.fanfold/s3/x': '' });
  const at = fakeEdge(
    { objects, ...fake, ...(fake.untilStopped && { untilStopped: () => at.interrupt() }) },
    { cwd: folder.directory },
  );
  const exitCode = await report.execute(args, at.edge);
  const read = (name: string) => readFile(folder.path(name), 'utf8').catch(() => undefined);
  const files = {
    html: await read('report-run-1/report.html'),
    json: await read('report-run-1/report.json'),
    failures: await read('report-run-1/failures.jsonl'),
    inOut: await read('out/report.html'),
  };
  return { ...at, directory: folder.directory, exitCode, files, out: at.stdout.text, err: at.stderr.text };
}

test('puts page, JSON and records of failures into a folder of the run’s name', async () => {
  const { exitCode, names, files, out } = await execute(['run-1']);
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['openLocalCloud', 'findTasks', 'attach', 'close']);
  expect(files).toMatchObject({ html: '<!doctype html>\n', failures: '' });
  expect(JSON.parse(files.json ?? '')).toEqual(makeReport());
  expect(out).toBe(`SUCCEEDED  run-1

Report         report-run-1/report.html
For programs   report-run-1/report.json
Failures       report-run-1/failures.jsonl
`);
});

test('of a run that failed it is got as well: exit code 0, and the status tells', async () => {
  const outcome = makeOutcome(makeFailedReport());
  const { exitCode, files, out, directory } = await execute(['run-1', '--json', '--out', 'out'], { outcome });
  expect(exitCode).toBe(0);
  expect(files).toMatchObject({ html: undefined, inOut: '<!doctype html>\n' });
  expect(JSON.parse(out)).toEqual({
    runId: 'run-1',
    status: 'FAILED',
    report: {
      html: `${directory}/out/report.html`,
      json: `${directory}/out/report.json`,
      failures: `${directory}/out/failures.jsonl`,
    },
  });
});

test('a run without a report: exit code 1, and why', async () => {
  const outcome = {
    status: 'FAILED' as const,
    runId: 'run-1',
    executionArn: 'arn:execution',
    completionReason: 'STOPPED' as const,
    report: null,
    error: { code: 'Stopped', message: 'run run-1 was stopped' },
  };
  const { exitCode, out, err, files } = await execute(['run-1', '--json'], { outcome });
  expect(exitCode).toBe(1);
  expect(err).toContain('there is no report of run run-1');
  expect(err).toContain('run run-1 was stopped');
  expect(JSON.parse(out)).toMatchObject({
    runId: 'run-1',
    status: null,
    report: null,
    error: { code: 'RunClosed' },
  });
  expect(files.html).toBeUndefined();
});

test('a run that goes on is left alone by an interrupt: exit code 1, and how to get it later', async () => {
  const { exitCode, out, err } = await execute(['run-1', '--json'], { untilStopped: () => {} });
  expect(exitCode).toBe(1);
  expect(err).toContain('To get its report when it has ended:\n  fanfold report run-1\n');
  expect(JSON.parse(out)).toEqual({ runId: 'run-1', status: 'RUNNING', report: null });
});

test('bad usage names every problem: exit code 2', async () => {
  const { exitCode, out, err } = await execute(['--json', '--out', '.fanfold/s3/x', '--state', 'nowhere']);
  expect(exitCode).toBe(2);
  expect(err).toContain('no run id is given: fanfold report <runId>');
  expect(err).toContain('--out');
  expect(err).toContain('--state');
  expect(JSON.parse(out)).toMatchObject({
    status: 'REJECTED',
    report: null,
    error: { code: 'InvalidUsage' },
  });
});
