import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { failed, json, returned, until } from '../helpers/cloud.ts';
import { task, useRedrivenExecutions } from './use-redriven-executions.ts';

const { cloud, broken, calls, gate, redrive, eventsOf } = useRedrivenExecutions();

describe('RedriveExecution', () => {
  it('goes on after StopExecution and after a timeout, with the whole time again', async () => {
    gate.open = false;
    const machine = await cloud().createMachine('timed', {
      TimeoutSeconds: 2,
      StartAt: 'Assign',
      States: {
        Assign: { Type: 'Pass', Assign: { v: 'kept' }, Next: 'Work' },
        Work: task('first', { Output: '{% $v %}', End: true }),
      },
    });
    const executionArn = await cloud().start(machine);
    await until(() => (calls.length === 1 ? true : undefined));
    await cloud().sfn.send(new StopExecutionCommand({ executionArn, error: 'Mine' }));
    expect(await cloud().describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      redriveStatus: 'REDRIVABLE',
    });
    await redrive(executionArn);
    expect((await cloud().finished(executionArn)).status).toBe('TIMED_OUT');
    gate.open = true;
    await redrive(executionArn);
    const execution = await cloud().finished(executionArn);
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
    const machine = await cloud().createMachine('waits', {
      StartAt: 'Wait',
      States: {
        Wait: {
          Type: 'Wait',
          Seconds: '{% $states.context.Execution.RedriveCount = 0 ? 600 : 0 %}',
          End: true,
        },
      },
    });
    const executionArn = await cloud().start(machine);
    await cloud().sfn.send(new StopExecutionCommand({ executionArn }));
    await redrive(executionArn);
    await cloud().finished(executionArn);
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
    const fail = await cloud().createMachine('fails', {
      StartAt: 'Fail',
      States: { Fail: { Type: 'Fail', Error: 'E', Cause: 'C' } },
    });
    const failing = await cloud().start(fail);
    await cloud().finished(failing);
    await redrive(failing);
    expect(await cloud().finished(failing)).toMatchObject({ status: 'FAILED', error: 'E', cause: 'C' });
    expect(await eventsOf(failing)).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'FailStateEntered'],
      [3, 2, 'ExecutionFailed'],
      [4, 3, 'ExecutionRedriven'],
      [5, 4, 'ExecutionFailed'],
    ]);
    const choice = await cloud().createMachine('chooses', {
      StartAt: 'Choice',
      States: {
        Choice: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.context.Execution.RedriveCount = 1 %}', Next: 'Done' }],
        },
        Done: { Type: 'Succeed' },
      },
    });
    const choosing = await cloud().start(choice);
    expect((await cloud().finished(choosing)).error).toBe('States.NoChoiceMatched');
    await redrive(choosing);
    expect((await cloud().finished(choosing)).status).toBe('SUCCEEDED');
  });

  it('redrives only the branches of a Parallel that failed or were aborted', async () => {
    broken.add('second');
    const machine = await cloud().createMachine('parallel', {
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
    const executionArn = await cloud().start(machine, { n: 1 });
    expect(await cloud().finished(executionArn)).toMatchObject({ status: 'FAILED', error: 'Broken' });
    const before = await eventsOf(executionArn);
    const entered = (name: string) =>
      cloud()
        .history(executionArn)
        .then((events) => events.find(({ stateEnteredEventDetails: details }) => details?.name === name)?.id);
    // It fails once more first: what has succeeded stays so over several redrives.
    await redrive(executionArn);
    expect(await cloud().finished(executionArn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    broken.clear();
    await redrive(executionArn);
    const execution = await cloud().finished(executionArn);
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
    cloud().functions.item = (event) => {
      calls.push({ name: 'item', event });
      return event === 1 && broken.has('item') ? failed('Broken', 'item') : returned(event * 10);
    };
    broken.add('item');
    const machine = await cloud().createMachine('inline', {
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
    const executionArn = await cloud().start(machine);
    await cloud().finished(executionArn);
    const before = await eventsOf(executionArn);
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud().finished(executionArn)).output)).toEqual([0, 10, 20]);
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
    cloud().functions.large = (event) => {
      calls.push({ name: 'large', event });
      return returned('x'.repeat(broken.has('large') ? 150_000 : 1));
    };
    broken.add('large');
    const branch = (name: string) => ({ StartAt: name, States: { [name]: task('large') } });
    const machine = await cloud().createMachine('limit', {
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } },
    });
    const executionArn = await cloud().start(machine);
    expect((await cloud().finished(executionArn)).error).toBe('States.DataLimitExceeded');
    broken.clear();
    await redrive(executionArn);
    expect(json((await cloud().finished(executionArn)).output)).toEqual(['x', 'x']);
    expect(calls).toHaveLength(4);
  });
});
