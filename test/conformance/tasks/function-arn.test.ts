import { expect } from 'vitest';
import { FunctionFailure, json, useCloud } from '../cloud.ts';
import { assumption, fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { caught, only } from '../states.ts';

const cloud = useCloud();
const integrations = FROM.stackd('lambda_integrations.json');
const timeouts = FROM.localStack('timeouts/test_timeouts.snapshot.json');
const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const task = (name: string, rest: object = {}): object => ({ Type: 'Task', Resource: arnOf(name), ...rest });

fact('the Resource may be a function’s ARN, whose payload is the result', integrations, async () => {
  cloud.functions.echo = (event) => ({ received: event });
  const { executionArn, output } = await cloud.run(only(task('echo', { Arguments: { n: '{% 1 + 1 %}' } })));
  expect(json(output)).toEqual({ received: { n: 2 } });
  const events = await cloud.history(executionArn);
  expect(events.slice(2, 5)).toMatchObject([
    {
      type: 'LambdaFunctionScheduled',
      lambdaFunctionScheduledEventDetails: { resource: arnOf('echo'), input: '{"n":2}' },
    },
    { type: 'LambdaFunctionStarted' },
    { type: 'LambdaFunctionSucceeded', lambdaFunctionSucceededEventDetails: { output } },
  ]);
});

fact('null as the payload reaches it as null', integrations, async () => {
  cloud.functions.echo = (event) => ({ received: event });
  const { output } = await cloud.run(only(task('echo', { Arguments: null })));
  expect(json(output)).toEqual({ received: null });
});

fact('what the function throws is caught by its name', integrations, async () => {
  cloud.functions.throws = () => {
    throw new FunctionFailure('ExplicitProbeError', 'as told');
  };
  const { executionArn, output } = await cloud.run(caught(task('throws'), ['ExplicitProbeError']));
  expect(json(output).Error).toBe('ExplicitProbeError');
  const failed = (await cloud.history(executionArn)).find(({ type }) => type === 'LambdaFunctionFailed');
  expect(failed?.lambdaFunctionFailedEventDetails).toMatchObject({ error: 'ExplicitProbeError' });
});

fact('TimeoutSeconds ends in LambdaFunctionTimedOut', timeouts, async () => {
  cloud.functions.forever = () => new Promise(() => {});
  const { executionArn, error } = await cloud.run(only(task('forever', { TimeoutSeconds: 1 })));
  expect(error).toBe('States.Timeout');
  const events = await cloud.history(executionArn);
  expect(events[2]?.lambdaFunctionScheduledEventDetails).toMatchObject({ timeoutInSeconds: 1 });
  expect(events.at(-2)).toMatchObject({
    type: 'LambdaFunctionTimedOut',
    lambdaFunctionTimedOutEventDetails: { error: 'States.Timeout' },
  });
});

assumption('without Arguments the function gets the state’s input', async () => {
  cloud.functions.echo = (event) => event;
  expect((await cloud.run(only(task('echo')), { a: 1 })).output).toBe('{"a":1}');
});
