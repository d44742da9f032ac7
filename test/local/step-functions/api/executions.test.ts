import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { returned, roleArn, TestCloud, until } from '../helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

const wait = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };
const pass = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };

describe('StartExecution', () => {
  it('is idempotent while the execution runs, and keeps the name afterwards', async () => {
    const machine = await cloud.createMachine('names', wait);
    const first = await cloud.start(machine, { a: 1 }, 'one');
    expect(first).toBe('arn:aws:states:us-east-1:000000000000:execution:names:one');
    expect(await cloud.start(machine, { a: 1 }, 'one')).toBe(first);
    const exists = { name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${first}'` };
    await expect(cloud.start(machine, { a: 2 }, 'one')).rejects.toMatchObject(exists);
    await cloud.sfn.send(new StopExecutionCommand({ executionArn: first, error: 'E', cause: 'C' }));
    expect(await cloud.describe(first)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
    await expect(cloud.start(machine, { a: 1 }, 'one')).rejects.toMatchObject(exists);
    expect(cloud.changes.filter(({ name }) => name === 'one').map(({ status }) => status)).toEqual([
      'RUNNING',
      'ABORTED',
    ]);
    expect((await cloud.history(first)).at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      previousEventId: 0,
      executionAbortedEventDetails: { error: 'E', cause: 'C' },
    });
  });

  it.each(['2', '"text"', 'null', '[]'])('takes the input %s', async (input) => {
    const stateMachineArn = await cloud.createMachine('inputs', pass);
    const { executionArn } = await cloud.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    const execution = await cloud.finished(executionArn ?? '');
    expect(execution).toMatchObject({ status: 'SUCCEEDED', input, output: input, redriveCount: 0 });
  });

  it('refuses inputs that are no JSON or too large, and bad names', async () => {
    const stateMachineArn = await cloud.createMachine('inputs', pass);
    const start = (rest: object) => cloud.sfn.send(new StartExecutionCommand({ stateMachineArn, ...rest }));
    for (const input of ['', ' ', 'not json', "{'a': 1}"]) {
      await expect(start({ input })).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    }
    const nested = (depth: number) => `{"a\\"[":${'['.repeat(depth - 1)}"]\\\\"${']'.repeat(depth - 1)}}`;
    await expect(start({ input: nested(1_000) })).resolves.toBeDefined();
    await expect(start({ input: nested(1_001) })).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
      message: expect.stringContaining('nests deeper than 1000'),
    });
    // 131,072 characters of two bytes each, and two quotes.
    const input = JSON.stringify('é'.repeat(131_072));
    await expect(start({ input })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(start({ input: JSON.stringify('é'.repeat(131_071)) })).resolves.toBeDefined();
    await expect(start({ name: 'a b' })).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(start({ name: 'a'.repeat(81) })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(start({ stateMachineArn: 'nonsense' })).rejects.toMatchObject({
      name: 'InvalidArn',
      message: "Invalid Arn: 'Invalid ARN prefix: nonsense'",
    });
    await expect(start({ stateMachineArn: `${stateMachineArn}/label` })).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS',
    });
  });
});

describe('executions', () => {
  it('are listed newest first, by status and in pages', async () => {
    const stateMachineArn = await cloud.createMachine('listed', {
      StartAt: 'Choose',
      States: {
        Choose: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.fail %}', Next: 'Bad' }],
          Default: 'Good',
        },
        Bad: { Type: 'Fail' },
        Good: { Type: 'Succeed' },
      },
    });
    for (const [name, fail] of [
      ['a', false],
      ['b', true],
      ['c', false],
    ] as const) {
      await cloud.finished(await cloud.start(stateMachineArn, { fail }, name));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const first = await cloud.sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2 }));
    expect(first.executions?.map(({ name }) => name)).toEqual(['c', 'b']);
    const { nextToken } = first;
    const second = await cloud.sfn.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 2, nextToken }),
    );
    expect(second.executions?.map(({ name }) => name)).toEqual(['a']);
    expect(second.nextToken).toBeUndefined();
    const failed = await cloud.sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' }),
    );
    expect(failed.executions?.map(({ name }) => name)).toEqual(['b']);
  });

  it('have a history in pages, in both orders, with and without data', async () => {
    const machine = await cloud.createMachine('inputs', pass);
    const executionArn = await cloud.start(machine, { secret: 1 });
    await cloud.finished(executionArn);
    const ids: (number | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const command = { executionArn, maxResults: 3, nextToken, reverseOrder: true };
      const page = await cloud.sfn.send(new GetExecutionHistoryCommand(command));
      ids.push(...(page.events ?? []).map(({ id }) => id));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(ids).toEqual([4, 3, 2, 1]);
    const command = { executionArn, includeExecutionData: false };
    const { events } = await cloud.sfn.send(new GetExecutionHistoryCommand(command));
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(events?.[0]?.executionStartedEventDetails?.roleArn).toBe(roleArn);
    expect(events?.[0]?.timestamp).toBeInstanceOf(Date);
  });

  it('that are running show their history so far', async () => {
    const machine = await cloud.createMachine('names', wait);
    const executionArn = await cloud.start(machine);
    const events = await until(async () => {
      const found = await cloud.history(executionArn);
      return found.length >= 2 ? found : undefined;
    });
    expect(events.map(({ type }) => type)).toEqual(['ExecutionStarted', 'WaitStateEntered']);
  });

  it('that are unknown are said to be', async () => {
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:names:nobody';
    await expect(cloud.describe(executionArn)).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
      message: `Execution Does Not Exist: '${executionArn}'`,
    });
    await expect(cloud.describe('nonsense')).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  it('stop at once, also while a function runs', async () => {
    cloud.functions.forever = () => new Promise((resolve) => setTimeout(() => resolve(returned(1)), 3_000));
    const machine = await cloud.createMachine('forever', {
      StartAt: 'F',
      States: {
        F: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'forever' },
          Retry: [{ ErrorEquals: ['States.ALL'] }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    });
    const executionArn = await cloud.start(machine);
    await until(async () => ((await cloud.history(executionArn)).length >= 4 ? true : undefined));
    const { stopDate } = await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
    const execution = await cloud.describe(executionArn);
    expect(execution).toMatchObject({ status: 'ABORTED', stopDate });
    const again = await cloud.sfn.send(new StopExecutionCommand({ executionArn }));
    expect(again.stopDate).toEqual(stopDate);
  });
});
