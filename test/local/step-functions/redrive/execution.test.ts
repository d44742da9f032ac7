import {
  DeleteStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { json, roleArn, until } from '../helpers/cloud.ts';
import { task, useRedrivenExecutions } from './use-redriven-executions.ts';

const { cloud, broken, calls, gate, redrive, eventsOf } = useRedrivenExecutions();

describe('RedriveExecution', () => {
  it('goes on from the state that failed, with its input and variables, and renews its retries', async () => {
    broken.add('second');
    const machine = await cloud().createMachine('sequence', {
      StartAt: 'First',
      States: {
        First: task('first', { Assign: { kept: '{% $states.input.n + 1 %}' }, Next: 'Second' }),
        Second: task('second', {
          Arguments: {
            FunctionName: 'second',
            Payload: { input: '{% $states.input %}', kept: '{% $kept %}', context: '{% $states.context %}' },
          },
          Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1, IntervalSeconds: 1 }],
          Next: 'Last',
        }),
        Last: { Type: 'Pass', Output: { kept: '{% $kept %}', input: '{% $states.input %}' }, End: true },
      },
    });
    const executionArn = await cloud().start(machine, { n: 1 });
    const first = await cloud().finished(executionArn);
    expect(first).toMatchObject({ status: 'FAILED', error: 'Broken', redriveCount: 0 });
    expect(first.redriveStatus).toBe('REDRIVABLE');
    expect(first.redriveStatusReason).toBeUndefined();
    expect(first.redriveDate).toBeUndefined();

    broken.clear();
    gate.open = false;
    const { redriveDate } = await redrive(executionArn);
    const running = await cloud().describe(executionArn);
    expect(running).toMatchObject({
      status: 'RUNNING',
      redriveCount: 1,
      redriveDate,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
      startDate: first.startDate,
    });
    for (const member of ['stopDate', 'error', 'cause'] as const) expect(running[member]).toBeUndefined();
    gate.open = true;
    const second = await cloud().finished(executionArn);
    expect(second).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    expect(json(second.output).kept).toBe(2);
    expect(calls.map(({ name }) => name)).toEqual(['first', 'second', 'second', 'second']);

    // The state keeps its entry; contexts tell the redrive.
    const contexts = cloud()
      .payloads.map((payload) => json(payload).context)
      .filter(Boolean);
    expect(contexts.map(({ Execution }) => Execution.RedriveCount)).toEqual([0, 0, 1]);
    expect(contexts.map(({ State }) => State.RetryCount)).toEqual([0, 1, 0]);
    expect(new Set(contexts.map(({ State }) => State.EnteredTime)).size).toBe(1);
    expect(contexts[0].Execution.RedriveTime).toBeUndefined();
    expect(contexts[2].Execution.RedriveTime).toBe(redriveDate?.toISOString());
    expect((await eventsOf(executionArn)).slice(6)).toEqual([
      [7, 6, 'TaskStateEntered'],
      [8, 7, 'TaskScheduled'],
      [9, 8, 'TaskStarted'],
      [10, 9, 'TaskFailed'],
      [11, 10, 'TaskScheduled'],
      [12, 11, 'TaskStarted'],
      [13, 12, 'TaskFailed'],
      [14, 13, 'ExecutionFailed'],
      [15, 14, 'ExecutionRedriven'],
      [16, 7, 'TaskScheduled'],
      [17, 16, 'TaskStarted'],
      [18, 17, 'TaskSucceeded'],
      [19, 18, 'TaskStateExited'],
      [20, 19, 'PassStateEntered'],
      [21, 20, 'PassStateExited'],
      [22, 21, 'ExecutionSucceeded'],
    ]);
    const redriven = (await cloud().history(executionArn))[14];
    expect(redriven?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
    const statuses = await until(() => {
      const changes = cloud().changes.filter((change) => change.executionArn === executionArn);
      return changes.length === 4 ? changes : undefined;
    });
    expect(statuses.map(({ status }) => status)).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'SUCCEEDED']);
  });

  it('keeps to the definition that the execution started with', async () => {
    broken.add('first');
    const definition = (marker: string) => ({
      StartAt: 'First',
      States: { First: task('first', { Output: marker, End: true }) },
    });
    const stateMachineArn = await cloud().createMachine('pinned', definition('original'));
    const executionArn = await cloud().start(stateMachineArn);
    await cloud().finished(executionArn);
    const updated = JSON.stringify({ QueryLanguage: 'JSONata', ...definition('updated') });
    await cloud().sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: updated, roleArn }));
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud().finished(executionArn)).output)).toBe('original');
    const pinned = await cloud().sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(pinned.definition).toContain('original');
  });

  it('may be called several times, and answers a token it knows as it did', async () => {
    broken.add('first');
    const machine = await cloud().createMachine('tokens', { StartAt: 'F', States: { F: task('first') } });
    const executionArn = await cloud().start(machine);
    await cloud().finished(executionArn);
    const a = await redrive(executionArn, 'A');
    await cloud().finished(executionArn);
    expect((await redrive(executionArn, 'A')).redriveDate).toEqual(a.redriveDate);
    expect(await cloud().describe(executionArn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    broken.clear();
    gate.open = false;
    const b = await redrive(executionArn, 'B');
    expect((await redrive(executionArn, 'A')).redriveDate).toEqual(a.redriveDate);
    const refused = {
      name: 'ExecutionNotRedrivable',
      message: `Execution ${executionArn} invalid for redrive as: Execution is RUNNING and cannot be redriven`,
    };
    await expect(redrive(executionArn, 'C')).rejects.toMatchObject(refused);
    gate.open = true;
    expect(await cloud().finished(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2 });
    expect((await redrive(executionArn, 'B')).redriveDate).toEqual(b.redriveDate);
    await expect(redrive(executionArn, 'C')).rejects.toMatchObject({
      message: `Execution ${executionArn} invalid for redrive as: Execution is SUCCEEDED and cannot be redriven`,
    });
    await expect(redrive(executionArn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });

  it('is refused twice at a time', async () => {
    broken.add('first');
    const machine = await cloud().createMachine('twice', { StartAt: 'F', States: { F: task('first') } });
    const executionArn = await cloud().start(machine);
    await cloud().finished(executionArn);
    broken.clear();
    gate.open = false;
    const answers = await Promise.allSettled([redrive(executionArn), redrive(executionArn)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    gate.open = true;
    expect(await cloud().finished(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(calls).toHaveLength(2);
  });

  it('refuses what is no execution of the top level, or has no machine any more', async () => {
    broken.add('first');
    const stateMachineArn = await cloud().createMachine('gone', {
      StartAt: 'F',
      States: { F: task('first') },
    });
    const executionArn = await cloud().start(stateMachineArn);
    await cloud().finished(executionArn);
    const missing = executionArn.replace(/[^:]*$/, 'missing');
    await expect(redrive(missing)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await expect(redrive('nonsense')).rejects.toMatchObject({ name: 'InvalidArn' });
    await expect(redrive(stateMachineArn)).rejects.toMatchObject({ name: 'InvalidArn' });
    await expect(redrive(executionArn.replace(':execution:', ':express:'))).rejects.toMatchObject({
      name: 'InvalidArn',
    });
    await expect(redrive(executionArn.replace(':gone:', ':gone/Map:'))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Labeled Execution ARNs are not supported for this API.',
    });
    await cloud().sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    expect(await cloud().describe(executionArn)).toMatchObject({
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: `State machine ${stateMachineArn} does not exist`,
    });
    await expect(redrive(executionArn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });

  it('is not redriven with a full history', async () => {
    const machine = await cloud().createMachine('full', {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } },
    });
    const executionArn = await cloud().start(machine);
    const execution = await cloud().finished(executionArn);
    const redriveStatusReason = 'Execution history event limit exceeded';
    expect(execution).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason });
    await expect(redrive(executionArn)).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message: `Execution ${executionArn} invalid for redrive as: ${redriveStatusReason}`,
    });
  });

  it('shows in ListExecutions, whose filters for it are for Map Runs', async () => {
    broken.add('first');
    const stateMachineArn = await cloud().createMachine('listed', {
      StartAt: 'F',
      States: { F: task('first') },
    });
    const executionArn = await cloud().start(stateMachineArn);
    await cloud().finished(executionArn);
    broken.clear();
    const { redriveDate } = await redrive(executionArn);
    await cloud().finished(executionArn);
    const { executions } = await cloud().sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions).toMatchObject([{ redriveCount: 1, redriveDate, status: 'SUCCEEDED' }]);
    for (const filter of [{ redriveFilter: 'REDRIVEN' }, { statusFilter: 'PENDING_REDRIVE' }] as const) {
      await expect(
        cloud().sfn.send(new ListExecutionsCommand({ stateMachineArn, ...filter })),
      ).rejects.toMatchObject({ name: 'ValidationException' });
    }
  });
});
