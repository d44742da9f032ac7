import { expect, test } from 'vitest';
import { retry } from '../../../cli/commands/retry.ts';
import { run } from '../../../cli/commands/run.ts';
import { stop } from '../../../cli/commands/stop.ts';
import { watch } from '../../../cli/commands/watch.ts';
import { type FakeRun, fakeEdge, pipeline } from '../fake-edge.ts';
import { folderWith } from '../in-folder.ts';

/** Runs `fanfold run task.ts --input items.jsonl --on aws …` in a folder that has both. */
async function execute(
  args: string[] = [],
  fake: FakeRun = {},
  during?: (at: ReturnType<typeof fakeEdge>) => FakeRun,
) {
  await using folder = await folderWith({ 'task.ts': '', 'items.jsonl': '{}\n' });
  const at = fakeEdge(fake, { cwd: folder.directory });
  Object.assign(fake, during?.(at));
  const exitCode = await run.execute(
    ['task.ts', '--input', 'items.jsonl', '--on', 'aws', '--run-id', 'run-1', ...args],
    at.edge,
  );
  return { ...at, exitCode, out: at.stdout.text, err: at.stderr.text };
}

test('a run on AWS makes no stack and no local cloud, and leaves the concurrency to AWS', async () => {
  const { exitCode, names, calls, out, err } = await execute(['--profile', 'dev', '--region', 'eu-west-1']);
  expect(exitCode).toBe(0);
  expect(names()).toEqual(['openAws', 'upload', 'start', 'closeAws']);
  expect(calls[0]?.with).toMatchObject({ profile: 'dev', region: 'eu-west-1' });
  expect(calls.find(({ name }) => name === 'start')?.with).toMatchObject({
    source: { uri: 's3://bucket/sources/run-1/items.jsonl' },
    options: { runId: 'run-1', maxConcurrency: undefined },
  });
  expect(err).toContain('double, run run-1, on AWS in eu-west-1\n');
  expect(out).toMatch(/^SUCCEEDED {2}run-1\n/);
  expect(out).toContain('CloudWatch Logs in eu-west-1');
});

test('other code than the deployed one is refused with both remedies, and --deployed runs what is there', async () => {
  const onAws = { ...pipeline, codeDigest: 'ffffffffffffffffffff' };
  const refused = await execute(['--json', '--profile', 'dev'], { onAws });
  expect(refused.exitCode).toBe(2);
  expect(refused.names()).toEqual(['openAws', 'closeAws']);
  expect(JSON.parse(refused.out)).toMatchObject({ status: 'REJECTED', error: { code: 'CodeDiffers' } });
  expect(refused.err).toMatch(
    /deploy it again: fanfold deploy \S+task\.ts --profile dev, or give --deployed/,
  );
  expect((await execute(['--deployed'], { onAws })).exitCode).toBe(0);
});

test('a task that is not deployed: how to deploy it, exit code 2', async () => {
  const { exitCode, err, names } = await execute([], { onAws: null });
  expect(exitCode).toBe(2);
  expect(names()).not.toContain('start');
  expect(err).toMatch(/^NotDeployed: .*\/fanfold\/double; deploy it: fanfold deploy \S+task\.ts\n/m);
});

test.each([
  ['CredentialsProviderError', 'Could not load credentials from any providers', 'NoCredentials: '],
  ['ExpiredTokenException', 'The security token is expired', 'NoCredentials: AWS refused the credentials'],
  ['Error', 'Region is missing', 'no AWS region is configured'],
])('%s is told in a sentence, exit code 2', async (name, message, told) => {
  const awsError = Object.assign(new Error(message), { name });
  const { exitCode, err } = await execute([], { awsError });
  expect(exitCode).toBe(2);
  expect(err).toContain(told);
});

test('Ctrl-C leaves a run on AWS going, and says how to watch and to stop it', async () => {
  const { exitCode, names, out, err } = await execute(['--region', 'eu-west-1', '--json'], {}, (at) => ({
    untilStopped: at.interrupt,
  }));
  expect(exitCode).toBe(1);
  expect(names()).not.toContain('stop');
  expect(names()).toContain('detach');
  expect(JSON.parse(out)).toMatchObject({ runId: 'run-1', status: 'RUNNING' });
  expect(err).toContain('  fanfold watch run-1 --on aws --region eu-west-1\n');
  expect(err).toContain('  fanfold stop run-1 --on aws --region eu-west-1\n');
});

test('options of the other cloud are refused, all at once', async () => {
  const aws = await execute(['--state', 'there']);
  expect(aws.exitCode).toBe(2);
  expect(aws.err).toContain('--state is of the local cloud');
  await using folder = await folderWith({ 'task.ts': '', 'items.jsonl': '{}\n' });
  const at = fakeEdge({}, { cwd: folder.directory });
  const args = ['task.ts', '--input', 'items.jsonl', '--profile', 'dev', '--region', 'x', '--deployed'];
  expect(await run.execute(args, at.edge)).toBe(2);
  expect(at.calls).toEqual([]);
  expect(at.stderr.text).toContain('3 problems');
});

test('watch, stop and retry find the run on AWS; --of asks for one task only', async () => {
  for (const command of [watch, stop, retry]) {
    const at = fakeEdge();
    expect(await command.execute(['run-1', '--on', 'aws', '--of', 'double'], at.edge)).toBe(0);
    expect(at.names()).not.toContain('openLocalCloud');
    expect(at.calls.find(({ name }) => name === 'findTasks')?.with).toEqual({ runId: 'run-1', of: 'double' });
  }
});

test('a repaired task is deployed before a retry on AWS', async () => {
  await using folder = await folderWith({ 'task.ts': '' });
  const at = fakeEdge({}, { cwd: folder.directory });
  expect(await retry.execute(['run-1', '--on', 'aws', '--task', 'task.ts'], at.edge)).toBe(2);
  expect(at.stderr.text).toContain('deploy the repaired task first');
  expect(at.calls).toEqual([]);
});
