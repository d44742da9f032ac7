import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pipeline, pipelineParameterName } from '../../core/contracts/pipeline.ts';
import { synthesizeTask } from '../../infra/synthesize-task.ts';
import { type CloudConnection, openLocalCloud } from '../../local/daemon/index.ts';
import { listenOnLoopback } from '../../local/listen-on-loopback.ts';
import { folderWith } from './in-folder.ts';
import { startFanfoldWith } from './spawn-fanfold.ts';

/**
 * `--on aws` against the endpoints of a local cloud that has the pipeline, by the SDK's own variables. It has no SSM: that is a
 * server of this test, which gives the parameters that the local cloud's stacks made.
 */
let folder: Awaited<ReturnType<typeof folderWith>>;
let cloud: CloudConnection;
let ssm: Awaited<ReturnType<typeof listenOnLoopback>>;
/** Changes what the parameter says. */
let patch: Partial<Pipeline> = {};
const slow = 'test/cli/tasks/slow.ts';

beforeAll(async () => {
  const items = Array.from({ length: 240 }, (_, n) => `${JSON.stringify({ n })}\n`);
  folder = await folderWith({ 'items.jsonl': items.join('') });
  const [{ assembly }, opened] = await Promise.all([
    synthesizeTask({ task: slow, out: folder.path('assemblies') }),
    openLocalCloud({ stateDir: folder.path('state') }),
  ]);
  cloud = opened;
  await cloud.deploy(assembly);
  ssm = await listenOnLoopback(async (request, response) => {
    const given = JSON.parse(await text(request));
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    const Name = given.Name ?? pipelineParameterName('slow');
    const value = await cloud.parameter(Name);
    if (value === undefined) return send(400, { __type: 'ParameterNotFound', message: 'none' });
    const Parameter = { Name, Value: JSON.stringify({ ...JSON.parse(value), ...patch }) };
    return send(200, given.Name === undefined ? { Parameters: [Parameter] } : { Parameter });
  });
}, 120_000);
afterAll(async () => {
  await ssm.close();
  await cloud.close();
  await folder[Symbol.asyncDispose]();
});

function start(...args: string[]) {
  const { endpoints, region } = cloud;
  const variables = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SSM: ssm.url,
    AWS_ENDPOINT_URL_SFN: endpoints.sfn,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
  };
  return startFanfoldWith(variables, ...args, '--on', 'aws');
}

const fanfold = (...args: string[]) => start(...args).end();
const input = () => ['--input', folder.path('items.jsonl')];

test('a run by the SSM parameter: uploaded, done, delivered; nothing of a local cloud is made', async () => {
  const out = folder.path('out');
  const { exitCode, out: told, err } = await fanfold('run', slow, ...input(), '--out', out, '--json');
  expect(err).toContain('on AWS in ');
  expect(err).not.toContain('starting the local cloud');
  expect(exitCode).toBe(0);
  const json = JSON.parse(told);
  expect(json).toMatchObject({ status: 'SUCCEEDED', items: { total: 240, succeeded: 240 }, rows: 240 });
  const data = await readFile(`${out}/data.jsonl`, 'utf8');
  expect(Buffer.byteLength(data)).toBe(json.dataset.bytes);
  expect(data.split('\n', 2)).toEqual(['{"twice":0}', '{"twice":2}']);
  expect(JSON.parse(await readFile(`${out}/manifest.json`, 'utf8'))).toHaveProperty('dataset');
}, 120_000);

test('Ctrl-C leaves the run going; watch, stop and retry find it on AWS', async () => {
  const run = start(
    'run',
    slow,
    ...input(),
    '--run-id',
    'left-1',
    '--max-concurrency',
    '1',
    '--unit-items',
    '1',
  );
  await run.says(/^ +\d+% /m);
  run.child.kill('SIGINT');
  const left = await run.end();
  expect(left.exitCode).toBe(1);
  expect(left.err).toContain('watch left-1 --on aws\n');
  expect(left.err).toContain('stop left-1 --on aws\n');
  const stopped = await fanfold('stop', 'left-1', '--json');
  expect(stopped.exitCode).toBe(0);
  expect(JSON.parse(stopped.out)).toMatchObject({ status: 'FAILED', completionReason: 'STOPPED' });
  const retried = await fanfold('retry', 'left-1', '--of', 'slow', '--max-concurrency', '4', '--json');
  expect(retried.exitCode).toBe(0);
  expect(JSON.parse(retried.out)).toMatchObject({ status: 'SUCCEEDED', rows: 240 });
  const watched = await fanfold('watch', 'left-1', '--json');
  expect(JSON.parse(watched.out)).toMatchObject({ status: 'SUCCEEDED', rows: 240 });
  const none = await fanfold('watch', 'nowhere');
  expect(none.exitCode).toBe(2);
  expect(none.err).toContain('there is no run nowhere on AWS in ');
}, 180_000);

test('other code than the deployed one, and a task that is not deployed, are refused before anything is uploaded', async () => {
  patch = { codeDigest: '0'.repeat(64) };
  try {
    const refused = await fanfold('run', slow, ...input(), '--json');
    expect(refused.exitCode).toBe(2);
    expect(JSON.parse(refused.out)).toMatchObject({ status: 'REJECTED', error: { code: 'CodeDiffers' } });
    const deployed = await fanfold('run', slow, ...input(), '--deployed', '--json');
    expect(JSON.parse(deployed.out)).toMatchObject({ status: 'SUCCEEDED', rows: 240 });
  } finally {
    patch = {};
  }
  const absent = await fanfold('run', 'test/client/tasks/half.ts', ...input());
  expect(absent.exitCode).toBe(2);
  expect(absent.err).toContain('NotDeployed: the task half is not deployed on AWS');
}, 120_000);
