import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listenOnLoopback } from '../../local/listen-on-loopback.ts';
import { readEvents, readUntil } from './read-events.ts';
import { startUi, variedItems } from './start-ui.ts';

let at: Awaited<ReturnType<typeof startUi>>;
beforeAll(async () => {
  at = await startUi();
  const run = await at.client.start(
    { items: variedItems(30, 1) },
    { runId: 'seen', toleratedFailurePercentage: 100 },
  );
  await run.result();
}, 120_000);
afterAll(() => at[Symbol.asyncDispose]());

/** Starts `fanfold ui …` as a user does, and waits for its address. */
async function startUiCommand(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--conditions=fanfold-source', 'cli/main.ts', 'ui', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const err = text(child.stderr);
  const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => [''])]);
  return { child, err, url: String(first).trim() };
}

async function interrupt(child: ChildProcess): Promise<number | null> {
  const closed = once(child, 'close');
  child.kill('SIGINT');
  const [code] = await closed;
  return code;
}

test('on the local cloud: finds the task of a run, and Ctrl-C ends it', async () => {
  const { child, url, err } = await startUiCommand(['seen', '--state', at.stateDir]);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/runs\/varied\/seen$/);
  const events = readEvents(`${url}/events`);
  const seen = await readUntil(events, ({ name }) => name === 'end');
  expect(seen.at(-1)?.data).toMatchObject({ status: 'SUCCEEDED', totals: { items: { total: 30 } } });
  // A reader that is still connected keeps nothing up.
  expect(await interrupt(child)).toBe(0);
  expect(await err).toContain('Run seen is shown here until Ctrl-C');
}, 60_000);

test('by the task’s module, and with a port that is taken', async () => {
  const { child, url } = await startUiCommand(['--task', 'test/ui/tasks/varied.ts', '--state', at.stateDir]);
  const response = await fetch(new URL('/runs', url));
  expect(await response.json()).toMatchObject({ runs: [{ task: 'varied', runId: 'seen' }] });
  const { port } = new URL(url);
  const second = await startUiCommand(['--port', port, '--state', at.stateDir]);
  expect(await second.err).toContain(`port ${port} is taken`);
  expect(second.child.exitCode).toBe(1);
  expect(await interrupt(child)).toBe(0);
}, 60_000);

test('no such run, no such task: one sentence, exit code 2', async () => {
  const run = await startUiCommand(['nowhere', '--state', at.stateDir]);
  expect(await run.err).toContain('there is no run nowhere in ');
  expect(run.child.exitCode).toBe(2);
  const task = await startUiCommand(['--of', 'other', '--state', at.stateDir]);
  expect(await task.err).toContain('the task other has no run in ');
  expect(await task.err).toContain('those that have are varied');
  expect(task.child.exitCode).toBe(2);
}, 60_000);

/** Answers as SSM does; the list has two pages, and a parameter of somebody else lies there, too. */
function startSsm(pipeline: string) {
  return listenOnLoopback(async (request, response) => {
    const given = JSON.parse(await text(request));
    const ours = { Name: '/fanfold/varied', Value: pipeline };
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    if (request.headers['x-amz-target'] === 'AmazonSSM.GetParameter') {
      if (given.Name === ours.Name) send(200, { Parameter: ours });
      else send(400, { __type: 'ParameterNotFound', message: 'none' });
    } else if (given.NextToken === undefined)
      send(200, { Parameters: [{ Name: '/fanfold/else', Value: 'not ours' }], NextToken: '2' });
    else send(200, { Parameters: [ours] });
  });
}

test('--on aws finds pipelines by their SSM parameters, and all else by the SDK’s own configuration', async () => {
  const ssm = await startSsm(at.parameter);
  const { endpoints, region } = at.cloud;
  const env = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_ENDPOINT_URL_SFN: endpoints.sfn,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
  };
  try {
    const { child, url } = await startUiCommand(['seen', '--on', 'aws', '--of', 'varied'], env);
    const seen = await readUntil(readEvents(`${url}/events`), ({ name }) => name === 'end');
    expect(seen.at(-1)?.data).toMatchObject({
      status: 'SUCCEEDED',
      next: [
        { command: expect.stringMatching(/deploy <task.ts> && .* retry seen --on aws$/) },
        { command: expect.stringMatching(/watch seen --on aws --out <dir>$/) },
      ],
    });
    expect(await interrupt(child)).toBe(0);
    const all = await startUiCommand(['--on', 'aws'], env);
    const listed = await fetch(new URL('/runs', all.url));
    expect(await listed.json()).toMatchObject({ runs: [{ task: 'varied', runId: 'seen' }] });
    expect(await interrupt(all.child)).toBe(0);
    const other = await startUiCommand(['--on', 'aws', '--of', 'other'], env);
    expect(await other.err).toContain(`the task other is not deployed on AWS in ${region}`);
    expect(other.child.exitCode).toBe(2);
  } finally {
    await ssm.close();
  }
}, 60_000);
