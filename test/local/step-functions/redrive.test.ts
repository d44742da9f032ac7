import {
  DeleteStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failed, json, returned, roleArn, TestCloud, until } from './helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

/** Functions that fail as long as their name is in here. */
const broken = new Set<string>();
const calls: { name: string; event: unknown }[] = [];
let open = true;
beforeEach(() => {
  broken.clear();
  calls.length = 0;
  open = true;
  for (const name of ['first', 'second', 'third']) {
    cloud.functions[name] = async (event) => {
      calls.push({ name, event });
      await until(() => (open ? true : undefined));
      return broken.has(name) ? failed('Broken', name) : returned({ from: name, event });
    };
  }
});

const task = (FunctionName: string, rest: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...rest,
});

const redrive = (executionArn: string, clientToken?: string) =>
  cloud.sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }));

async function eventsOf(executionArn: string) {
  const events = await cloud.history(executionArn);
  return events.map(({ id, previousEventId, type }) => [id, previousEventId, type]);
}

describe('RedriveExecution', () => {
  it('goes on from the state that failed, with its input and variables, and renews its retries', async () => {
    broken.add('second');
    const machine = await cloud.createMachine('sequence', {
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
    const executionArn = await cloud.start(machine, { n: 1 });
    const first = await cloud.finished(executionArn);
    expect(first).toMatchObject({ status: 'FAILED', error: 'Broken', redriveCount: 0 });
    expect(first.redriveStatus).toBe('REDRIVABLE');
    expect(first.redriveStatusReason).toBeUndefined();
    expect(first.redriveDate).toBeUndefined();

    broken.clear();
    open = false;
    const { redriveDate } = await redrive(executionArn);
    const running = await cloud.describe(executionArn);
    expect(running).toMatchObject({
      status: 'RUNNING',
      redriveCount: 1,
      redriveDate,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
      startDate: first.startDate,
    });
    for (const member of ['stopDate', 'error', 'cause'] as const) expect(running[member]).toBeUndefined();
    open = true;
    const second = await cloud.finished(executionArn);
    expect(second).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    expect(json(second.output).kept).toBe(2);
    expect(calls.map(({ name }) => name)).toEqual(['first', 'second', 'second', 'second']);

    // The state keeps its entry; contexts tell the redrive.
    const contexts = cloud.payloads.map((payload) => json(payload).context).filter(Boolean);
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
    const redriven = (await cloud.history(executionArn))[14];
    expect(redriven?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
    const statuses = await until(() => {
      const changes = cloud.changes.filter((change) => change.executionArn === executionArn);
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
    const stateMachineArn = await cloud.createMachine('pinned', definition('original'));
    const executionArn = await cloud.start(stateMachineArn);
    await cloud.finished(executionArn);
    const updated = JSON.stringify({ QueryLanguage: 'JSONata', ...definition('updated') });
    await cloud.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: updated, roleArn }));
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud.finished(executionArn)).output)).toBe('original');
    const pinned = await cloud.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(pinned.definition).toContain('original');
  });

  it('may be called several times, and answers a token it knows as it did', async () => {
    broken.add('first');
    const machine = await cloud.createMachine('tokens', { StartAt: 'F', States: { F: task('first') } });
    const executionArn = await cloud.start(machine);
    await cloud.finished(executionArn);
    const a = await redrive(executionArn, 'A');
    await cloud.finished(executionArn);
    expect((await redrive(executionArn, 'A')).redriveDate).toEqual(a.redriveDate);
    expect(await cloud.describe(executionArn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    broken.clear();
    open = false;
    const b = await redrive(executionArn, 'B');
    expect((await redrive(executionArn, 'A')).redriveDate).toEqual(a.redriveDate);
    const refused = {
      name: 'ExecutionNotRedrivable',
      message: `Execution ${executionArn} invalid for redrive as: Execution is RUNNING and cannot be redriven`,
    };
    await expect(redrive(executionArn, 'C')).rejects.toMatchObject(refused);
    open = true;
    expect(await cloud.finished(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2 });
    expect((await redrive(executionArn, 'B')).redriveDate).toEqual(b.redriveDate);
    await expect(redrive(executionArn, 'C')).rejects.toMatchObject({
      message: `Execution ${executionArn} invalid for redrive as: Execution is SUCCEEDED and cannot be redriven`,
    });
    await expect(redrive(executionArn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });

  it('is refused twice at a time', async () => {
    broken.add('first');
    const machine = await cloud.createMachine('twice', { StartAt: 'F', States: { F: task('first') } });
    const executionArn = await cloud.start(machine);
    await cloud.finished(executionArn);
    broken.clear();
    open = false;
    const answers = await Promise.allSettled([redrive(executionArn), redrive(executionArn)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    open = true;
    expect(await cloud.finished(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(calls).toHaveLength(2);
  });

  it('goes on after StopExecution and after a timeout, with the whole time again', async () => {
    open = false;
    const machine = await cloud.createMachine('timed', {
      TimeoutSeconds: 2,
      StartAt: 'Assign',
      States: {
        Assign: { Type: 'Pass', Assign: { v: 'kept' }, Next: 'Work' },
        Work: task('first', { Output: '{% $v %}', End: true }),
      },
    });
    const executionArn = await cloud.start(machine);
    await until(() => (calls.length === 1 ? true : undefined));
    await cloud.sfn.send(new StopExecutionCommand({ executionArn, error: 'Mine' }));
    expect(await cloud.describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      redriveStatus: 'REDRIVABLE',
    });
    await redrive(executionArn);
    expect((await cloud.finished(executionArn)).status).toBe('TIMED_OUT');
    open = true;
    await redrive(executionArn);
    const execution = await cloud.finished(executionArn);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '"kept"', redriveCount: 2 });
    expect((await eventsOf(executionArn)).map(([, , type]) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'ExecutionAborted',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'ExecutionTimedOut',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('waits again in a Wait that was stopped, without a second entry', async () => {
    const machine = await cloud.createMachine('waits', {
      StartAt: 'Wait',
      States: {
        Wait: {
          Type: 'Wait',
          Seconds: '{% $states.context.Execution.RedriveCount = 0 ? 600 : 0 %}',
          End: true,
        },
      },
    });
    const executionArn = await cloud.start(machine);
    await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
    await redrive(executionArn);
    await cloud.finished(executionArn);
    expect(await eventsOf(executionArn)).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'WaitStateEntered'],
      [3, 0, 'ExecutionAborted'],
      [4, 3, 'ExecutionRedriven'],
      [5, 2, 'WaitStateExited'],
      [6, 5, 'ExecutionSucceeded'],
    ]);
  });

  it('fails again in a Fail state, and evaluates a Choice again', async () => {
    const fail = await cloud.createMachine('fails', {
      StartAt: 'Fail',
      States: { Fail: { Type: 'Fail', Error: 'E', Cause: 'C' } },
    });
    const failing = await cloud.start(fail);
    await cloud.finished(failing);
    await redrive(failing);
    expect(await cloud.finished(failing)).toMatchObject({ status: 'FAILED', error: 'E', cause: 'C' });
    expect(await eventsOf(failing)).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'FailStateEntered'],
      [3, 2, 'ExecutionFailed'],
      [4, 3, 'ExecutionRedriven'],
      [5, 4, 'ExecutionFailed'],
    ]);
    const choice = await cloud.createMachine('chooses', {
      StartAt: 'Choice',
      States: {
        Choice: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.context.Execution.RedriveCount = 1 %}', Next: 'Done' }],
        },
        Done: { Type: 'Succeed' },
      },
    });
    const choosing = await cloud.start(choice);
    expect((await cloud.finished(choosing)).error).toBe('States.NoChoiceMatched');
    await redrive(choosing);
    expect((await cloud.finished(choosing)).status).toBe('SUCCEEDED');
  });

  it('redrives only the branches of a Parallel that failed or were aborted', async () => {
    broken.add('second');
    const machine = await cloud.createMachine('parallel', {
      StartAt: 'Before',
      States: {
        Before: { Type: 'Pass', Assign: { outer: 7 }, Next: 'Both' },
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'First', States: { First: task('first') } },
            {
              StartAt: 'Assign',
              States: {
                Assign: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'Second' },
                Second: task('second', {
                  Output: { inner: '{% $inner %}', outer: '{% $outer %}' },
                  End: true,
                }),
              },
            },
            {
              StartAt: 'Hold',
              States: {
                Hold: {
                  Type: 'Wait',
                  Seconds: '{% $states.context.Execution.RedriveCount = 0 ? 600 : 0 %}',
                  Next: 'Third',
                },
                Third: task('third'),
              },
            },
          ],
          Next: 'After',
        },
        After: { Type: 'Pass', Output: { outputs: '{% $states.input %}', outer: '{% $outer %}' }, End: true },
      },
    });
    const executionArn = await cloud.start(machine, { n: 1 });
    expect(await cloud.finished(executionArn)).toMatchObject({ status: 'FAILED', error: 'Broken' });
    const before = await eventsOf(executionArn);
    const entered = (name: string) =>
      cloud
        .history(executionArn)
        .then((events) => events.find(({ stateEnteredEventDetails: details }) => details?.name === name)?.id);
    // It fails once more first: what has succeeded stays so over several redrives.
    await redrive(executionArn);
    expect(await cloud.finished(executionArn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    broken.clear();
    await redrive(executionArn);
    const execution = await cloud.finished(executionArn);
    expect(json(execution.output)).toEqual({
      outputs: [
        { from: 'first', event: { n: 1 } },
        { inner: 8, outer: 7 },
        { from: 'third', event: { n: 1 } },
      ],
      outer: 7,
    });
    expect(calls.filter(({ name }) => name === 'first')).toHaveLength(1);
    const after = (await eventsOf(executionArn)).slice(before.length);
    expect(after.filter(([, , type]) => type === 'ParallelStateStarted')).toEqual([]);
    expect(after[0]).toEqual([before.length + 1, before.length, 'ExecutionRedriven']);
    const scheduled = after.filter(([, , type]) => type === 'TaskScheduled');
    expect(scheduled[0]?.[1]).toBe(await entered('Second'));
    expect(after.at(-2)?.[2]).toBe('PassStateExited');
    expect(execution.status).toBe('SUCCEEDED');
  });

  it('redrives only the iterations of an INLINE Map that failed or never started', async () => {
    cloud.functions.item = (event) => {
      calls.push({ name: 'item', event });
      return event === 1 && broken.has('item') ? failed('Broken', 'item') : returned(event * 10);
    };
    broken.add('item');
    const machine = await cloud.createMachine('inline', {
      StartAt: 'Map',
      States: {
        Map: {
          Type: 'Map',
          Items: [0, 1, 2],
          MaxConcurrency: 1,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'Item',
            States: { Item: task('item') },
          },
          End: true,
        },
      },
    });
    const executionArn = await cloud.start(machine);
    await cloud.finished(executionArn);
    const before = await eventsOf(executionArn);
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud.finished(executionArn)).output)).toEqual([0, 10, 20]);
    expect(calls.map(({ event }) => event)).toEqual([0, 1, 1, 2]);
    const itemEntered = before.filter(([, , type]) => type === 'TaskStateEntered')[1]?.[0];
    const n = before.length;
    expect((await eventsOf(executionArn)).slice(n)).toEqual([
      [n + 1, n, 'ExecutionRedriven'],
      [n + 2, itemEntered, 'TaskScheduled'],
      [n + 3, n + 2, 'TaskStarted'],
      [n + 4, n + 3, 'TaskSucceeded'],
      [n + 5, n + 4, 'TaskStateExited'],
      [n + 6, n + 5, 'MapIterationSucceeded'],
      [n + 7, n + 5, 'MapIterationStarted'],
      [n + 8, n + 7, 'TaskStateEntered'],
      [n + 9, n + 8, 'TaskScheduled'],
      [n + 10, n + 9, 'TaskStarted'],
      [n + 11, n + 10, 'TaskSucceeded'],
      [n + 12, n + 11, 'TaskStateExited'],
      [n + 13, n + 12, 'MapIterationSucceeded'],
      [n + 14, n + 13, 'MapStateSucceeded'],
      [n + 15, n + 13, 'MapStateExited'],
      [n + 16, n + 15, 'ExecutionSucceeded'],
    ]);
  });

  it('runs all of a Parallel again that failed with States.DataLimitExceeded', async () => {
    cloud.functions.large = (event) => {
      calls.push({ name: 'large', event });
      return returned('x'.repeat(broken.has('large') ? 150_000 : 1));
    };
    broken.add('large');
    const branch = (name: string) => ({ StartAt: name, States: { [name]: task('large') } });
    const machine = await cloud.createMachine('limit', {
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } },
    });
    const executionArn = await cloud.start(machine);
    expect((await cloud.finished(executionArn)).error).toBe('States.DataLimitExceeded');
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud.finished(executionArn)).output)).toEqual(['x', 'x']);
    expect(calls).toHaveLength(4);
  });

  it('refuses what is no execution of the top level, or has no machine any more', async () => {
    broken.add('first');
    const stateMachineArn = await cloud.createMachine('gone', { StartAt: 'F', States: { F: task('first') } });
    const executionArn = await cloud.start(stateMachineArn);
    await cloud.finished(executionArn);
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
    await cloud.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    expect(await cloud.describe(executionArn)).toMatchObject({
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: `State machine ${stateMachineArn} does not exist`,
    });
    await expect(redrive(executionArn)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });

  it('is not redriven with a full history', async () => {
    const machine = await cloud.createMachine('full', {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } },
    });
    const executionArn = await cloud.start(machine);
    const execution = await cloud.finished(executionArn);
    const redriveStatusReason = 'Execution history event limit exceeded';
    expect(execution).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason });
    await expect(redrive(executionArn)).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message: `Execution ${executionArn} invalid for redrive as: ${redriveStatusReason}`,
    });
  });

  it('shows in ListExecutions, whose filters for it are for Map Runs', async () => {
    broken.add('first');
    const stateMachineArn = await cloud.createMachine('listed', {
      StartAt: 'F',
      States: { F: task('first') },
    });
    const executionArn = await cloud.start(stateMachineArn);
    await cloud.finished(executionArn);
    broken.clear();
    const { redriveDate } = await redrive(executionArn);
    await cloud.finished(executionArn);
    const { executions } = await cloud.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions).toMatchObject([{ redriveCount: 1, redriveDate, status: 'SUCCEEDED' }]);
    for (const filter of [{ redriveFilter: 'REDRIVEN' }, { statusFilter: 'PENDING_REDRIVE' }] as const) {
      await expect(
        cloud.sfn.send(new ListExecutionsCommand({ stateMachineArn, ...filter })),
      ).rejects.toMatchObject({ name: 'ValidationException' });
    }
  });
});
