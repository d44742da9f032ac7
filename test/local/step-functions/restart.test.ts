import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { json, returned, roleArn, TestCloud, until } from './helpers/cloud.ts';

const definition = (executionType: string) => ({
  StartAt: 'Map',
  States: {
    Map: {
      Type: 'Map',
      Label: 'Map',
      Items: '{% $states.input %}',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
        StartAt: 'Call',
        States: {
          Call: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: 'unit', Payload: '{% $states.input %}' },
            Output: '{% $states.result.Payload %}',
            End: true,
          },
        },
      },
      End: true,
    },
  },
});

describe('a restart', () => {
  let cloud: TestCloud;
  let repaired = false;
  const called: unknown[] = [];
  beforeAll(async () => {
    cloud = await TestCloud.start();
    cloud.functions.unit = (event) => {
      called.push(event);
      return event === 0 && !repaired
        ? new Promise((resolve) => setTimeout(() => resolve(returned(0)), 3_000))
        : returned(event);
    };
  });
  afterAll(() => cloud.remove());

  it('keeps machines, executions, their histories and their children', async () => {
    const stateMachineArn = await cloud.createMachine('kept', definition('STANDARD'));
    const executionArn = await cloud.start(stateMachineArn, [1, 2], 'one');
    const before = await cloud.finished(executionArn);
    const history = await cloud.history(executionArn);
    await cloud.restart();
    const after = await cloud.describe(executionArn);
    expect({ ...after, $metadata: {} }).toEqual({ ...before, $metadata: {} });
    expect(await cloud.history(executionArn)).toEqual(history);
    expect(await cloud.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      name: 'kept',
    });
    await expect(cloud.start(stateMachineArn, [1, 2], 'one')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
    const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    expect(await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: 'SUCCEEDED',
      itemCounts: { succeeded: 2, total: 2, resultsWritten: 2 },
    });
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions).toHaveLength(2);
    const child = await cloud.describe(executions?.[0]?.executionArn ?? '');
    expect(json(child.output)).toBe(2);
    expect((await cloud.history(executions?.[0]?.executionArn ?? '')).at(-1)?.type).toBe(
      'ExecutionSucceeded',
    );
    expect((await cloud.finished(await cloud.start(stateMachineArn, [3], 'two'))).status).toBe('SUCCEEDED');
  });

  it.each(['STANDARD', 'EXPRESS'])(
    'aborts what was running, and redrives it: %s children',
    async (executionType) => {
      repaired = false;
      const stateMachineArn = await cloud.createMachine(`cut-${executionType}`, definition(executionType));
      const executionArn = await cloud.start(stateMachineArn, [1, 0, 2], 'one');
      const mapRunArn = await until(async () => {
        const { mapRuns } = await cloud.sfn.send(new ListMapRunsCommand({ executionArn }));
        return mapRuns?.[0]?.mapRunArn;
      });
      await until(async () => {
        const { itemCounts } = await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
        return itemCounts?.succeeded === 2 ? true : undefined;
      });
      await cloud.restart();
      expect(await cloud.describe(executionArn)).toMatchObject({
        status: 'ABORTED',
        error: 'Local.Restarted',
        cause: expect.stringContaining('The local cloud stopped while this execution ran'),
      });
      expect(cloud.changes.filter((change) => change.executionArn === executionArn)).toMatchObject([
        { status: 'RUNNING', stopDate: null },
        { status: 'ABORTED', stopDate: expect.any(Number) },
      ]);
      const mapRun = await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
      expect(mapRun).toMatchObject({
        status: 'ABORTED',
        itemCounts: { succeeded: 2, running: 0, pending: 1, total: 3 },
      });
      expect(mapRun.stopDate).toBeInstanceOf(Date);
      await expect(cloud.start(stateMachineArn, [1], 'one')).rejects.toMatchObject({
        name: 'ExecutionAlreadyExists',
      });
      const before = await cloud.history(executionArn);
      expect(before.map(({ type }) => type).slice(-2)).toEqual(['MapRunStarted', 'ExecutionAborted']);
      repaired = true;
      called.length = 0;
      expect((await cloud.describe(executionArn)).redriveStatus).toBe('REDRIVABLE');
      await cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));
      const execution = await cloud.finished(executionArn);
      expect(execution.status, execution.cause).toBe('SUCCEEDED');
      expect(json(execution.output)).toEqual([1, 0, 2]);
      expect(called).toEqual([0]);
      expect(await cloud.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
        status: 'SUCCEEDED',
        redriveCount: 1,
        itemCounts: { succeeded: 3, total: 3, pending: 0 },
      });
      const after = await cloud.history(executionArn);
      expect(after.slice(before.length).map(({ type }) => type)).toEqual([
        'ExecutionRedriven',
        'MapRunRedriven',
        'MapRunSucceeded',
        'MapStateSucceeded',
        'MapStateExited',
        'ExecutionSucceeded',
      ]);
    },
  );
});

describe('a process that is killed', () => {
  const script = fileURLToPath(new URL('helpers/cloud-process.ts', import.meta.url));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  let root: string;
  let running: ChildProcess | undefined;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sfn-kill-'));
  });
  afterEach(kill);
  afterAll(() => rm(root, { recursive: true, force: true }));

  async function open(mode: string): Promise<SFNClient> {
    const started = spawn(process.execPath, [script, root, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
    running = started;
    const [line] = await once(createInterface({ input: started.stdout }), 'line');
    return new SFNClient({ endpoint: json(line).url, region: 'us-east-1', credentials, maxAttempts: 1 });
  }

  async function kill(): Promise<void> {
    const victim = running;
    running = undefined;
    if (victim === undefined) return;
    const gone = once(victim, 'exit');
    victim.kill('SIGKILL');
    await gone;
  }

  it.each(['STANDARD', 'EXPRESS'])(
    'leaves executions that can be redriven: %s children',
    async (executionType) => {
      const sfn = await open('hang');
      const text = JSON.stringify({
        QueryLanguage: 'JSONata',
        ...definition(executionType),
        StartAt: 'Assign',
        States: {
          Assign: { Type: 'Pass', Assign: { v: 'kept' }, Next: 'Map' },
          Map: {
            ...definition(executionType).States.Map,
            MaxConcurrency: 2,
            Output: { v: '{% $v %}', result: '{% $states.result %}' },
          },
        },
      });
      const machine = { name: `killed-${executionType}`, roleArn, definition: text };
      const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand(machine));
      const input = JSON.stringify([1, 0, 0, 2, 3]);
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
      const { mapRuns } = await until(async () => {
        const runs = await sfn.send(new ListMapRunsCommand({ executionArn }));
        return runs.mapRuns?.length === 1 ? runs : undefined;
      });
      const mapRunArn = mapRuns?.[0]?.mapRunArn;
      // Where an execution stands is taken down a second after it has moved.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await kill();
      sfn.destroy();

      const again = await open('go on');
      const describeIt = () => again.send(new DescribeExecutionCommand({ executionArn }));
      expect(await describeIt()).toMatchObject({
        status: 'ABORTED',
        error: 'Local.Restarted',
        redriveStatus: 'REDRIVABLE',
      });
      await again.send(new RedriveExecutionCommand({ executionArn }));
      const execution = await until(async () => {
        const found = await describeIt();
        return found.status === 'RUNNING' ? undefined : found;
      });
      expect(execution.status, execution.cause).toBe('SUCCEEDED');
      expect(json(execution.output)).toEqual({ v: 'kept', result: [1, 0, 0, 2, 3] });
      expect(await again.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
        status: 'SUCCEEDED',
        redriveCount: 1,
        itemCounts: { succeeded: 5, total: 5 },
      });
      again.destroy();
    },
  );

  it('says so of an execution that ran too short a time to be taken down', async () => {
    const sfn = await open('hang');
    const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };
    const text = JSON.stringify({ QueryLanguage: 'JSONata', ...wait });
    const machine = { name: 'short', roleArn, definition: text };
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand(machine));
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    await kill();
    sfn.destroy();
    const again = await open('go on');
    expect(await again.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'ABORTED',
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: expect.stringContaining('have not taken down where the execution stood'),
    });
    await expect(again.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
    });
    again.destroy();
  });
});
