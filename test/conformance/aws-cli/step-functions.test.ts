import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect } from 'vitest';
import { startLocalCloud } from '../../../local/index.ts';
import { roleArn, until } from '../cloud.ts';
import { only } from '../states.ts';
import { type AwsCli, type AwsCliProgram, callAwsCli, installAwsCli, testOnCli } from './aws-cli.ts';

let home: string;
let cloud: Awaited<ReturnType<typeof startLocalCloud>>;
let program: AwsCliProgram | string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'aws-cli-'));
  cloud = await startLocalCloud();
  program = await installAwsCli(home);
});
afterAll(async () => {
  await cloud?.close();
  await rm(home, { recursive: true, force: true });
});

const onCli = (title: string, run: (sfn: AwsCli) => Promise<void>): void =>
  testOnCli(
    title,
    () => program,
    (found) => run(callAwsCli(found, cloud.environment)),
  );

async function createMachine(sfn: AwsCli, name: string, definition: object): Promise<string> {
  const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
  const words = ['--name', name, '--role-arn', roleArn, '--definition', text];
  return (await sfn('stepfunctions', 'create-state-machine', ...words)).stateMachineArn;
}

async function start(sfn: AwsCli, machine: string, input: string): Promise<string> {
  const words = ['--state-machine-arn', machine, '--input', input];
  return (await sfn('stepfunctions', 'start-execution', ...words)).executionArn;
}

/** Waits for the end by the SDK, as each call of the CLI takes a while, then asks the CLI. */
async function finished(sfn: AwsCli, executionArn: string): Promise<ReturnType<typeof JSON.parse>> {
  const { endpoints, region } = cloud;
  const client = new SFNClient({
    endpoint: endpoints.sfn,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await until(async () => {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' ? undefined : status;
  });
  client.destroy();
  return await sfn('stepfunctions', 'describe-execution', '--execution-arn', executionArn);
}

/** A Wait that is long at first and over at once after a redrive. */
const waitOnce = only({
  Type: 'Wait',
  Seconds: '{% $states.context.Execution.RedriveCount = 0 ? 600 : 0 %}',
});

onCli('create, start, follow and update a machine', async (sfn) => {
  const machine = await createMachine(
    sfn,
    'cli',
    only({ Type: 'Pass', Output: '{% $states.input.n * 2 %}' }),
  );
  const execution = await start(sfn, machine, '{"n":21}');
  expect(await finished(sfn, execution)).toMatchObject({ status: 'SUCCEEDED', output: '42' });
  const { events } = await sfn('stepfunctions', 'get-execution-history', '--execution-arn', execution);
  expect(events.map(({ type }: { type: string }) => type)).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
  const { executions } = await sfn('stepfunctions', 'list-executions', '--state-machine-arn', machine);
  expect(executions).toHaveLength(1);
});

onCli('stop and redrive an execution', async (sfn) => {
  const machine = await createMachine(sfn, 'stopped', waitOnce);
  const execution = await start(sfn, machine, '{}');
  const stop = ['stop-execution', '--execution-arn', execution, '--error', 'Enough', '--cause', 'by hand'];
  await sfn('stepfunctions', ...stop);
  expect(await finished(sfn, execution)).toMatchObject({
    status: 'ABORTED',
    error: 'Enough',
    cause: 'by hand',
  });
  const { redriveDate } = await sfn('stepfunctions', 'redrive-execution', '--execution-arn', execution);
  expect(redriveDate).toBeDefined();
  expect(await finished(sfn, execution)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
});

onCli('change a Map Run while it runs', async (sfn) => {
  const map = {
    Type: 'Map',
    MaxConcurrency: 1,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Long',
      States: { Long: { Type: 'Wait', Seconds: 600, End: true } },
    },
  };
  const execution = await start(sfn, await createMachine(sfn, 'map', only(map)), '[1,2,3]');
  const arn = await until(async () => {
    const { mapRuns } = await sfn('stepfunctions', 'list-map-runs', '--execution-arn', execution);
    return mapRuns[0]?.mapRunArn;
  });
  await sfn('stepfunctions', 'update-map-run', '--map-run-arn', arn, '--max-concurrency', '2');
  const running = await until(async () => {
    const run = await sfn('stepfunctions', 'describe-map-run', '--map-run-arn', arn);
    return run.itemCounts.running === 2 ? run : undefined;
  });
  expect(running).toMatchObject({
    status: 'RUNNING',
    maxConcurrency: 2,
    itemCounts: { total: 3, pending: 1 },
  });
  await sfn('stepfunctions', 'stop-execution', '--execution-arn', execution);
});
