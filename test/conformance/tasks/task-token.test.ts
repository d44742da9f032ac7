import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { bucket, json, until, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { caught, only } from '../states.ts';

const cloud = useCloud();
const callbacks = FROM.localStack('callback/test_callback.snapshot.json');
const heartbeats = FROM.localStack('timeouts/test_heartbeats.snapshot.json');

/** A task that waits for its token, which the function of that name takes. */
const waiting = (name: string, rest: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: name, Payload: { token: '{% $states.context.Task.Token %}' } },
  ...rest,
});

/** The tokens that a function gets. */
function takeTokens(name: string): () => Promise<string> {
  const tokens: string[] = [];
  cloud.functions[name] = ({ token }) => {
    tokens.push(token);
  };
  return () => until(() => tokens.shift());
}

fact('SendTaskSuccess ends the task with its output', callbacks, async () => {
  const nextToken = takeTokens('success');
  const executionArn = await cloud.startExecution(await cloud.createMachine(only(waiting('success'))));
  const taskToken = await nextToken();
  await cloud.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"done":true}' }));
  expect((await cloud.finished(executionArn)).output).toBe('{"done":true}');
  const events = await cloud.history(executionArn);
  expect(events.map(({ type }) => type).slice(2, 6)).toEqual([
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
  ]);
  expect(events[4]?.taskSubmittedEventDetails).toMatchObject({
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
  });
});

fact('SendTaskFailure fails the task with its error and cause', callbacks, async () => {
  const nextToken = takeTokens('failure');
  const executionArn = await cloud.startExecution(
    await cloud.createMachine(caught(waiting('failure'), ['Mine'])),
  );
  await cloud.sfn.send(
    new SendTaskFailureCommand({ taskToken: await nextToken(), error: 'Mine', cause: 'said so' }),
  );
  expect(json((await cloud.finished(executionArn)).output)).toEqual({ Error: 'Mine', Cause: 'said so' });
});

fact('SendTaskFailure may say nothing', callbacks, async () => {
  const nextToken = takeTokens('silent');
  const executionArn = await cloud.startExecution(await cloud.createMachine(only(waiting('silent'))));
  await cloud.sfn.send(new SendTaskFailureCommand({ taskToken: await nextToken() }));
  const execution = await cloud.finished(executionArn);
  expect(execution.status).toBe('FAILED');
  expect([execution.error, execution.cause]).toEqual([undefined, undefined]);
});

fact('a heartbeat that stays away is a States.Timeout, one that comes puts it off', heartbeats, async () => {
  const nextToken = takeTokens('heart');
  const machine = await cloud.createMachine(
    only(waiting('heart', { HeartbeatSeconds: 3, TimeoutSeconds: 600 })),
  );
  const executionArn = await cloud.startExecution(machine);
  const taskToken = await nextToken();
  await new Promise((resolve) => setTimeout(resolve, 700));
  const beaten = Date.now();
  await cloud.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
  const execution = await cloud.finished(executionArn);
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(Number(execution.stopDate) - beaten).toBeGreaterThan(2_990);
  const events = await cloud.history(executionArn);
  expect(events[2]?.taskScheduledEventDetails).toMatchObject({
    heartbeatInSeconds: 3,
    timeoutInSeconds: 600,
  });
  expect(events.at(-2)?.taskTimedOutEventDetails).toMatchObject({ error: 'States.Timeout' });
});

fact('States.HeartbeatTimeout catches a missed heartbeat', FROM.errors, async () => {
  takeTokens('missed');
  const { output } = await cloud.run(
    caught(waiting('missed', { HeartbeatSeconds: 1 }), ['States.HeartbeatTimeout']),
  );
  expect(json(output)).toEqual({ Error: 'States.Timeout', Cause: '' });
});

fact('the token of a task that is over is TaskTimedOut', FROM.api('SendTaskSuccess'), async () => {
  const nextToken = takeTokens('over');
  const executionArn = await cloud.startExecution(await cloud.createMachine(only(waiting('over'))));
  const taskToken = await nextToken();
  const success = new SendTaskSuccessCommand({ taskToken, output: '1' });
  await cloud.sfn.send(success);
  await cloud.finished(executionArn);
  await expect(cloud.sfn.send(success)).rejects.toMatchObject({ name: 'TaskTimedOut' });
});

fact('a text that is no token is InvalidToken', FROM.api('SendTaskHeartbeat'), async () => {
  const heartbeat = new SendTaskHeartbeatCommand({ taskToken: 'nonsense' });
  await expect(cloud.sfn.send(heartbeat)).rejects.toMatchObject({ name: 'InvalidToken' });
});

fact(
  'an output that is no JSON is InvalidOutput, and the task goes on',
  FROM.stackd('callback_lifecycle.json'),
  async () => {
    const nextToken = takeTokens('output');
    const executionArn = await cloud.startExecution(await cloud.createMachine(only(waiting('output'))));
    const taskToken = await nextToken();
    const success = (output: string) => cloud.sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
    await expect(success('not-json')).rejects.toMatchObject({
      name: 'InvalidOutput',
      message: "Invalid Output: 'not-json' is not valid JSON.",
    });
    await cloud.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await success('1');
    expect((await cloud.finished(executionArn)).output).toBe('1');
  },
);

fact('each attempt has a token of its own', FROM.stackd('callback_lifecycle.json'), async () => {
  const nextToken = takeTokens('again');
  const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }];
  const executionArn = await cloud.startExecution(
    await cloud.createMachine(only(waiting('again', { Retry: retry }))),
  );
  const first = await nextToken();
  await cloud.sfn.send(new SendTaskFailureCommand({ taskToken: first, error: 'Once' }));
  const second = await nextToken();
  expect(second).not.toBe(first);
  await cloud.sfn.send(new SendTaskSuccessCommand({ taskToken: second, output: '2' }));
  expect((await cloud.finished(executionArn)).output).toBe('2');
});

fact('an action of a service may pass the token on', FROM.patterns, async () => {
  const state = {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:putObject.waitForTaskToken',
    Arguments: { Bucket: bucket, Key: 'token', Body: { token: '{% $states.context.Task.Token %}' } },
  };
  const executionArn = await cloud.startExecution(await cloud.createMachine(only(state)));
  const submitted = await until(async () =>
    (await cloud.history(executionArn)).find(({ type }) => type === 'TaskSubmitted'),
  );
  expect(submitted.taskSubmittedEventDetails).toMatchObject({
    resourceType: 'aws-sdk:s3',
    resource: 'putObject.waitForTaskToken',
  });
  const { token } = json(await cloud.get('token'));
  await cloud.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '"by hand"' }));
  expect((await cloud.finished(executionArn)).output).toBe('"by hand"');
});
