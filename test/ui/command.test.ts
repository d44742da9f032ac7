import { expect, test } from 'vitest';
import { ui } from '../../cli/commands/ui.ts';
import { fakeEdge } from '../cli/fake-edge.ts';
import { folderWith } from '../cli/in-folder.ts';

/** Runs `fanfold ui …` in a folder that has a state folder; Ctrl-C comes once the page is served. */
async function execute(args: string[], lost?: Promise<Error>) {
  await using folder = await folderWith({ '.fanfold/s3/x': '' });
  const at = fakeEdge(
    { untilStopped: () => lost === undefined && at.interrupt(), ...(lost !== undefined && { lost }) },
    { cwd: folder.directory },
  );
  const exitCode = await ui.execute(args, at.edge);
  return { ...at, exitCode, out: at.stdout.text, err: at.stderr.text };
}

test('prints the address alone on stdout, and ends by Ctrl-C with exit code 0', async () => {
  const { exitCode, names, calls, out, err } = await execute(['run-1', '--port', '8080', '--of', 'double']);
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['openLocalCloud', 'serveUi', 'closeUi', 'close']);
  expect(calls[1]?.with).toMatchObject({ runId: 'run-1', port: 8_080, of: 'double', program: 'fanfold' });
  expect(out).toBe('http://127.0.0.1:1/\n');
  expect(err).toBe('Run run-1 is shown here until Ctrl-C:\n');
});

test('with --on aws the local cloud is left alone', async () => {
  const { exitCode, names, calls } = await execute([
    '--on',
    'aws',
    '--profile',
    'dev',
    '--region',
    'eu-west-1',
  ]);
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['serveUi', 'closeUi']);
  const place = { on: 'aws', profile: 'dev', region: 'eu-west-1' };
  expect(calls[0]?.with).toMatchObject({ place, runId: undefined });
});

test('every problem is named, and nothing is opened', async () => {
  const { exitCode, names, out, err } = await execute([
    'not a run',
    'more',
    '--port',
    '99999',
    '--of',
    'a',
    '--task',
    'b.ts',
    '--state',
    'nowhere',
  ]);
  expect(exitCode).toBe(2);
  expect(names()).toEqual([]);
  expect(out).toBe('');
  for (const part of [
    "the run id is 'not a run'",
    'more is one argument too many',
    '--port is 99999; it must be a whole number from 1 to 65,535',
    '--of and --task both say whose runs are shown',
    'nowhere does not exist',
  ])
    expect(err).toContain(part);
});

test('--state has no meaning on AWS', async () => {
  const { exitCode, err } = await execute(['--on', 'aws', '--state', 'x']);
  expect(exitCode).toBe(2);
  expect(err).toContain('--state is of the local cloud');
});

test('--profile and --region have no meaning on the local cloud', async () => {
  const { exitCode, err } = await execute(['--profile', 'dev']);
  expect(exitCode).toBe(2);
  expect(err).toContain('--profile is of AWS; it needs --on aws');
});

test('a local cloud that is lost is the reason that is told, with exit code 1', async () => {
  const { exitCode, err } = await execute([], Promise.resolve(new Error('the daemon was killed')));
  expect(exitCode).toBe(1);
  expect(err).toContain('the daemon was killed');
});
