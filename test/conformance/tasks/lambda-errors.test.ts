import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { json, until, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { caught, invoke, only } from '../states.ts';

const cloud = useCloud({ lambda: true });
const snapshots = FROM.localStack('error_handling/test_task_lambda.snapshot.json');

const handler = (body: string): string => `export const handler = async () => { ${body} };`;

fact('an error’s name is the function’s own errorType, its cause the payload', FROM.errors, async () => {
  await cloud.createFunction('throws', handler('throw new RangeError("too far");'));
  const { output } = await cloud.run(caught(invoke('throws'), ['RangeError']));
  const { Error: name, Cause } = json(output);
  expect(name).toBe('RangeError');
  expect(json(Cause)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
});

fact('any of a function’s errors is a States.TaskFailed as well', FROM.errors, async () => {
  await cloud.createFunction('throws-too', handler('throw new RangeError("too far");'));
  const { output } = await cloud.run(caught(invoke('throws-too'), ['States.TaskFailed']));
  expect(json(output).Error).toBe('RangeError');
});

fact('a process that exits is Runtime.ExitError', FROM.lambda, async () => {
  await cloud.createFunction('exits', handler('process.exit(1);'));
  expect(await cloud.run(only(invoke('exits')))).toMatchObject({
    status: 'FAILED',
    error: 'Runtime.ExitError',
  });
});

fact('a missing function is Lambda.ResourceNotFoundException', snapshots, async () => {
  expect(await cloud.run(only(invoke('nothing')))).toMatchObject({
    error: 'Lambda.ResourceNotFoundException',
    cause: expect.stringMatching(
      /\(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: .+; Proxy: null\)$/,
    ),
  });
});

fact('the history has TaskFailed with error and cause', snapshots, async () => {
  await cloud.createFunction('fails', handler('throw new Error("no");'));
  const { executionArn, cause } = await cloud.run(only(invoke('fails')));
  const events = await cloud.history(executionArn);
  expect(events.slice(4).map(({ type }) => type)).toEqual(['TaskFailed', 'ExecutionFailed']);
  expect(events[4]?.taskFailedEventDetails).toEqual({
    resourceType: 'lambda',
    resource: 'invoke',
    error: 'Error',
    cause,
  });
});

fact(
  'a function that is throttled is Lambda.TooManyRequestsException, which Retry may name',
  FROM.lambda,
  async () => {
    await cloud.createFunction('throttled', handler('return "at last";'));
    const reserve = { FunctionName: 'throttled', ReservedConcurrentExecutions: 0 };
    await cloud.lambda.send(new PutFunctionConcurrencyCommand(reserve));
    expect(await cloud.run(only(invoke('throttled')))).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.TooManyRequestsException',
      cause: expect.stringMatching(/Status Code: 429; Error Code: TooManyRequestsException/),
    });
    const retry = [
      {
        ErrorEquals: ['Lambda.TooManyRequestsException'],
        IntervalSeconds: 1,
        MaxAttempts: 60,
        BackoffRate: 1,
      },
    ];
    const machine = await cloud.createMachine(only(invoke('throttled', { Retry: retry })));
    const executionArn = await cloud.startExecution(machine);
    await until(async () => {
      const events = await cloud.history(executionArn);
      return events.some(({ type }) => type === 'TaskFailed') || undefined;
    });
    await cloud.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'throttled' }));
    expect(json((await cloud.finished(executionArn)).output).Payload).toBe('at last');
  },
);
