import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, json, returned, TestCloud, throttled } from '../helpers/cloud.ts';
import { invoke, only } from '../helpers/states.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

describe('Task', () => {
  it("hands out Lambda's response", async () => {
    cloud.functions.echo = (event) => returned({ got: event });
    const execution = await cloud.run('echo', only(invoke('echo')), { a: 1 });
    expect(json(execution.output)).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { got: { a: 1 } },
      SdkHttpMetadata: { HttpStatusCode: 200 },
      StatusCode: 200,
    });
    const [, , scheduled, , succeeded] = await cloud.history(execution.executionArn ?? '');
    expect(scheduled?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'us-east-1',
      parameters: '{"FunctionName":"echo","Payload":{"a":1}}',
    });
    expect(succeeded?.taskSucceededEventDetails?.output).toBe(execution.output);
  });

  it.each([
    [null, '{}'],
    ['{% "{\\"raw\\":true}" %}', '{"raw":true}'],
    [undefined, '{}'],
  ])('sends the payload %s as %s', async (Payload, sent) => {
    cloud.functions.sink = () => returned(null);
    const name = `payload-${sent.length}-${String(Payload).length}`;
    const args = Payload === undefined ? { FunctionName: 'sink' } : { FunctionName: 'sink', Payload };
    const execution = await cloud.run(name, only({ ...invoke('sink'), Arguments: args }));
    expect(execution.status, execution.cause).toBe('SUCCEEDED');
    expect(cloud.payloads.at(-1)).toBe(sent);
  });

  it('maps the errors of functions and of the service', async () => {
    cloud.functions.broken = () => failed('TypeError', 'x is undefined');
    cloud.functions.busy = () => throttled;
    cloud.functions.torn = () => {
      throw new Error('connection reset');
    };
    const broken = await cloud.run('broken', only(invoke('broken')));
    expect(broken).toMatchObject({ status: 'FAILED', error: 'TypeError' });
    expect(json(broken.cause)).toMatchObject({ errorType: 'TypeError', errorMessage: 'x is undefined' });
    const busy = await cloud.run('busy', only(invoke('busy')));
    expect(busy.error).toBe('Lambda.TooManyRequestsException');
    expect(busy.cause).toMatch(
      /Rate Exceeded. \(Service: AWSLambda; Status Code: 429; Error Code: TooManyReq/,
    );
    expect(await cloud.run('absent', only(invoke('absent')))).toMatchObject({
      error: 'Lambda.ResourceNotFoundException',
    });
    expect(await cloud.run('torn', only(invoke('torn')))).toMatchObject({
      error: 'Lambda.SdkClientException',
    });
  });

  it('retries with one count per retrier and then catches', async () => {
    let calls = 0;
    cloud.functions.flaky = () => {
      calls += 1;
      return calls % 2 === 1 ? failed('A', 'a') : failed('B', 'b');
    };
    const retrier = { IntervalSeconds: 1, BackoffRate: 1, JitterStrategy: 'FULL' };
    const execution = await cloud.run('flaky', {
      StartAt: 'Only',
      States: {
        Only: invoke('flaky', {
          Retry: [
            { ErrorEquals: ['A'], MaxAttempts: 1, ...retrier },
            { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 2, ...retrier },
          ],
          Catch: [
            { ErrorEquals: ['B'], Next: 'Wrong' },
            {
              ErrorEquals: ['States.ALL'],
              Assign: { seen: '{% $states.errorOutput.Error %}' },
              Output: { retries: '{% $states.context.State.RetryCount %}', input: '{% $states.input %}' },
              Next: 'Caught',
            },
          ],
        }),
        Wrong: { Type: 'Fail' },
        Caught: { Type: 'Pass', Output: ['{% $states.input %}', '{% $seen %}'], End: true },
      },
    });
    // A retried by the first, B by the second, A again has no retry left.
    expect(calls).toBe(3);
    expect(json(execution.output)).toEqual([{ retries: 2, input: {} }, 'A']);
  });

  it('times out without a cause, and the catcher gets an empty one', async () => {
    cloud.functions.slow = () => new Promise((resolve) => setTimeout(() => resolve(returned(1)), 5_000));
    const timeout = { TimeoutSeconds: '{% $states.input.seconds %}' };
    const definition = {
      StartAt: 'Slow',
      States: {
        Slow: invoke('slow', {
          ...timeout,
          Catch: [
            { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
            { ErrorEquals: ['States.Timeout'], Next: 'Caught' },
          ],
        }),
        Wrong: { Type: 'Fail' },
        Caught: { Type: 'Succeed' },
      },
    };
    const caught = await cloud.run('slow', definition, { seconds: 1 });
    expect(json(caught.output)).toEqual({ Error: 'States.Timeout', Cause: '' });
    const arn = await cloud.createMachine('slow-2', only(invoke('slow', timeout)));
    const execution = await cloud.finished(await cloud.start(arn, { seconds: 1 }));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(execution.cause).toBeUndefined();
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events[2]?.taskScheduledEventDetails?.timeoutInSeconds).toBe(1);
    expect(events.slice(4).map(({ type }) => type)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
    expect(events[5]?.executionFailedEventDetails).toEqual({ error: 'States.Timeout' });
  });

  it('refuses a TimeoutSeconds that is no positive integer', async () => {
    const state = invoke('echo', { TimeoutSeconds: '{% $states.input.seconds %}' });
    const arn = await cloud.createMachine('bad-timeout', only(state));
    const zero = await cloud.finished(await cloud.start(arn, { seconds: 0 }));
    expect(zero.error).toBe('States.QueryEvaluationError');
    expect(zero.cause).toContain('an integer from 1 to 99999999');
    const text = await cloud.finished(await cloud.start(arn, { seconds: 'x' }));
    expect(text.cause).toContain("Expected 'integer', but was 'string'");
  });
});
