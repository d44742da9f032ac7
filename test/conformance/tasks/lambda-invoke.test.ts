import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { invoke, only } from '../states.ts';

const cloud = useCloud();
const snapshots = FROM.localStack('services/test_lambda_task_service.snapshot.json');

fact('the result is the answer of Lambda’s Invoke with its headers', snapshots, async () => {
  cloud.functions.answer = () => ({ ok: true });
  const { output } = await cloud.run(only(invoke('answer')));
  const result = json(output);
  expect(result).toMatchObject({
    ExecutedVersion: '$LATEST',
    Payload: { ok: true },
    SdkHttpMetadata: {
      AllHttpHeaders: { 'X-Amz-Executed-Version': ['$LATEST'], 'Content-Type': ['application/json'] },
      HttpHeaders: { 'Content-Length': '11', 'Content-Type': 'application/json' },
      HttpStatusCode: 200,
    },
    StatusCode: 200,
  });
  expect(result.SdkResponseMetadata.RequestId).toBe(result.SdkHttpMetadata.HttpHeaders['x-amzn-RequestId']);
});

for (const [title, given, received] of [
  ['null', { Payload: null }, {}],
  ['none', {}, {}],
  ['an object', { Payload: { a: [1, 'é'] } }, { a: [1, 'é'] }],
  ['a text, which is sent as it is', { Payload: '{"a":1}' }, { a: 1 }],
  ['a number', { Payload: 7 }, 7],
] as const) {
  fact(`a payload that is ${title}`, snapshots, async () => {
    cloud.functions.echo = (event) => ({ event });
    const state = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'echo', ...given },
    };
    const { output } = await cloud.run(only(state));
    expect(json(output).Payload).toEqual({ event: received });
  });
}

fact('the history has TaskScheduled, TaskStarted and TaskSucceeded', snapshots, async () => {
  cloud.functions.answer = () => ({ ok: true });
  const { executionArn } = await cloud.run(only(invoke('answer', { TimeoutSeconds: 9 })), { a: 1 });
  const events = await cloud.history(executionArn);
  expect(events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'TaskStateEntered'],
    [3, 2, 'TaskScheduled'],
    [4, 3, 'TaskStarted'],
    [5, 4, 'TaskSucceeded'],
    [6, 5, 'TaskStateExited'],
    [7, 6, 'ExecutionSucceeded'],
  ]);
  expect(events[2]?.taskScheduledEventDetails).toEqual({
    resourceType: 'lambda',
    resource: 'invoke',
    region: 'us-east-1',
    parameters: '{"FunctionName":"answer","Payload":{"a":1}}',
    timeoutInSeconds: 9,
  });
});

fact('a function may be named by its ARN and a qualifier', FROM.lambda, async () => {
  let named = '';
  cloud.functions.$LATEST = () => {
    named = 'qualified';
  };
  const FunctionName = 'arn:aws:lambda:us-east-1:000000000000:function:answer';
  const state = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName, Qualifier: '$LATEST' },
  };
  expect(await cloud.run(only(state))).toMatchObject({ status: 'SUCCEEDED' });
  expect(named).toBe('qualified');
});
