import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsClients, createAwsClients, destroyClients } from '../../client/clients.ts';
import { type Client, createClient } from '../../client/create-client.ts';
import { pipeline, pipelineParameterName } from '../../core/contracts/pipeline.ts';
import { synthesizeTask } from '../../infra/synthesize-task.ts';
import { type CloudConnection, openLocalCloud } from '../../local/daemon/index.ts';
import { collect } from './collect.ts';

let directory: string;
let cloud: CloudConnection;
let clients: AwsClients;
let client: Client;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanfold-client-'));
  const task = 'test/client/tasks/half.ts';
  const [{ assembly, description }, opened] = await Promise.all([
    synthesizeTask({ task, out: join(directory, 'assemblies') }),
    openLocalCloud({ stateDir: join(directory, 'state') }),
  ]);
  cloud = opened;
  await cloud.deploy(assembly);
  const parameter = await cloud.parameter(pipelineParameterName(description.settings.name));
  clients = createAwsClients({
    region: cloud.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: cloud.endpoints,
  });
  client = createClient({ pipeline: pipeline.parse(JSON.parse(parameter ?? '')), clients });
}, 120_000);

afterAll(async () => {
  destroyClients(clients);
  await cloud.close();
  await rm(directory, { recursive: true });
});

const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));

test('runs items given here and gives rows in item order, failures, and the outcome again by its id', async () => {
  const run = await client.start(
    { items: numbers(40) },
    { runId: 'half-1', unitItems: 7, toleratedFailurePercentage: 50 },
  );
  const seen = await collect(run.progress());
  expect(seen.at(-1)).toMatchObject({
    phase: 'finishing',
    items: { total: 40, done: 40, failed: 20 },
    units: { total: 6, committed: 6, running: 0 },
  });
  const outcome = await run.result();
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', completionReason: 'ALL_COMPLETED', error: null });
  expect(await collect(run.rows())).toEqual(numbers(20).map(({ n }) => ({ half: n })));
  const failures = await collect(run.failures());
  expect(failures.map(({ item, message }) => ({ item, message }))).toEqual(
    numbers(20).map(({ n }) => ({ item: 2 * n + 1, message: `${2 * n + 1} is odd` })),
  );
  const again = await client.attach('half-1');
  expect(await again.result()).toEqual(outcome);
});

test('a run beyond its tolerance has failures but no rows', async () => {
  const run = await client.start({ items: numbers(10) }, { runId: 'half-2' });
  expect(await run.result()).toMatchObject({
    status: 'FAILED',
    completionReason: 'TOLERANCE_EXCEEDED',
    error: { code: 'ToleratedFailureThresholdExceeded' },
    report: { items: { total: 10, succeeded: 5, failed: 5, notRun: 0 } },
  });
  await expect(collect(run.rows())).rejects.toMatchObject({ code: 'DataSetIncomplete' });
  expect(await collect(run.failures())).toHaveLength(5);
});

test('a run that is stopped keeps what is done, and its retry does the rest only', async () => {
  const run = await client.start(
    { items: numbers(1_000) },
    { runId: 'half-3', unitItems: 1, maxConcurrency: 1, toleratedFailurePercentage: 100 },
  );
  const answers: string[] = [];
  let phase = '';
  for await (const progress of run.progress()) {
    if (progress.units.committed > 0 && answers.length === 0) answers.push(await run.stop('enough'));
    phase = progress.ending?.message ?? phase;
  }
  expect(answers).toEqual(['stopping']);
  expect(phase).toBe('enough');
  const stopped = await run.result();
  expect(stopped).toMatchObject({
    status: 'FAILED',
    completionReason: 'STOPPED',
    error: { code: 'RunStopped', message: expect.stringContaining('enough') },
  });
  expect(await run.stop()).toBe('ended');
}, 120_000);

test('a retry runs again what failed, and only that: a new generation of the run', async () => {
  const run = await client.start(
    { items: numbers(40) },
    { runId: 'half-4', unitItems: 7, toleratedFailurePercentage: 50 },
  );
  const before = await run.result();
  const again = await run.retry({ retries: 0 });
  expect(again.executionArn).not.toBe(run.executionArn);
  expect(again.soFar).toMatchObject({ status: 'SUCCEEDED', items: { total: 40, done: 40, failed: 20 } });
  const seen = await collect(again.progress());
  // What succeeded before is done from the start, what failed is to be done again.
  const first = seen.find(({ units }) => units.total > 0);
  expect(first?.items.done).toBeLessThan(40);
  expect(seen.at(-1)).toMatchObject({ items: { total: 40, done: 40, failed: 20 }, units: { committed: 6 } });
  const outcome = await again.result();
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', report: { generation: 2, rows: 20 } });
  expect(outcome.report?.dataset?.crc64nvme).toBe(before.report?.dataset?.crc64nvme);
  expect(outcome.report?.dataset?.uri).not.toBe(before.report?.dataset?.uri);
});

test('a retry is refused with all its problems, of an unknown run, and by Plan while the run runs', async () => {
  await expect(client.retry('half-4', { maxConcurrency: 0, retries: -1 })).rejects.toMatchObject({
    code: 'InvalidRunInput',
    message: expect.stringMatching(/`maxConcurrency`[\s\S]*`retries`/),
  });
  await expect(client.retry('no-such-run')).rejects.toMatchObject({ code: 'InvalidUsage' });
  const run = await client.start(
    { items: numbers(1_000) },
    { runId: 'half-5', unitItems: 1, maxConcurrency: 1, toleratedFailurePercentage: 100 },
  );
  for await (const { phase } of run.progress()) if (phase === 'running') break;
  const refused = await run.retry();
  await expect(refused.result()).rejects.toMatchObject({ code: 'RunInProgress' });
  await run.abort('enough');
  expect(await run.result()).toMatchObject({ status: 'FAILED', completionReason: 'STOPPED' });
});

test('what only Plan can see is thrown by result()', async () => {
  const run = await client.start({ uri: 's3://no-such-bucket/items.jsonl' });
  await expect(run.result()).rejects.toMatchObject({ code: 'SourceRefused' });
});

test('what can be seen at once is thrown by start(), all of it', async () => {
  const refused = client.start({ uri: 'items.jsonl' }, { runId: '../x', maxConcurrency: 0 });
  await expect(refused).rejects.toMatchObject({
    code: 'InvalidRunInput',
    message: expect.stringMatching(/`runId`[\s\S]*`maxConcurrency`|`maxConcurrency`[\s\S]*`runId`/),
  });
  const large = client.start({ items: ['x'.repeat(300_000)] });
  await expect(large).rejects.toMatchObject({
    code: 'InvalidRunInput',
    message: expect.stringContaining('262144'),
  });
  await expect(client.attach('no-such-run')).rejects.toMatchObject({ code: 'InvalidUsage' });
});
