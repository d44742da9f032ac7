import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, json, returned, TestCloud, throttled } from './helpers/cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

const invoke = (functionName: string, rest: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
  End: true,
  ...rest,
});
const only = (state: object) => ({ StartAt: 'Only', States: { Only: state } });
const pass = (output: unknown) => only({ Type: 'Pass', Output: output, End: true });

describe('Pass and JSONata', () => {
  it('evaluates Output at any depth and keeps literals', async () => {
    const output = {
      a: [1, '{% $states.input.n + 1 %}', null],
      b: { c: '{% $states.context.Execution.Name %}' },
    };
    const arn = await cloud.createMachine('depth', pass(output));
    const execution = await cloud.finished(await cloud.start(arn, { n: 1 }, 'run-1'));
    expect(json(execution.output)).toEqual({ a: [1, 2, null], b: { c: 'run-1' } });
  });

  it('has the functions that Step Functions adds', async () => {
    const execution = await cloud.run(
      'functions',
      pass({
        partition: '{% $partition([1,2,3,4,5], 2) %}',
        range: '{% $range(0, 6, 2) %}',
        hash: "{% $hash('abc', 'SHA-1') %}",
        random: '{% $random() < 1 and $random(7) = $random(7) %}',
        uuid: '{% $length($uuid()) %}',
        parse: '{% $parse(\'{"x":[1]}\').x %}',
        one: '{% $filter([1,2,3], function($v) { $v = 2 }) %}',
      }),
    );
    expect(json(execution.output)).toEqual({
      partition: [[1, 2], [3, 4], [5]],
      range: [0, 2, 4, 6],
      hash: 'a9993e364706816aba3e25717850c26c9cd0d89d',
      random: true,
      uuid: 36,
      parse: [1],
      one: 2,
    });
  });

  it('fails on undefined, naming the expression and its place', async () => {
    const execution = await cloud.run('undefined', pass({ result: ['{% $states.input.nothing %}'] }));
    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression '$states.input.nothing' specified for the field 'Output/result[0]' returned nothing (undefined).",
    });
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events.map(({ type, previousEventId }) => [type, previousEventId])).toEqual([
      ['ExecutionStarted', 0],
      ['PassStateEntered', 0],
      ['EvaluationFailed', 0],
      ['ExecutionFailed', 3],
    ]);
    expect(events[2]?.evaluationFailedEventDetails).toMatchObject({
      location: 'Output/result[0]',
      state: 'Only',
      error: 'States.QueryEvaluationError',
    });
  });

  it.each([
    ['$eval', '{% $eval("1") %}', '$eval is not supported'],
    ['a function', '{% function($x) { $x } %}', 'a function has no JSON form'],
    ['a type error', "{% 1 + 'a' %}", 'T2002'],
  ])('fails on %s', async (name, expression, cause) => {
    const execution = await cloud.run(`bad-${name.replaceAll(/\W/g, '')}`, pass(expression));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(execution.cause).toContain(cause);
  });

  it('assigns variables together, from what they were before', async () => {
    const execution = await cloud.run('assign', {
      StartAt: 'One',
      States: {
        One: { Type: 'Pass', Assign: { x: 1, y: 10 }, Next: 'Two' },
        Two: { Type: 'Pass', Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% $x %}', Next: 'Three' },
        Three: { Type: 'Pass', Output: ['{% $states.input %}', '{% $x %}', '{% $y %}'], End: true },
      },
    });
    expect(json(execution.output)).toEqual([1, 10, 1]);
    const exited = (await cloud.history(execution.executionArn ?? ''))[2]?.stateExitedEventDetails;
    expect(exited?.assignedVariables).toEqual({ x: '1', y: '10' });
  });
});

describe('Choice', () => {
  const machine = (rest: object = { Default: 'Else' }) => ({
    StartAt: 'Choose',
    States: {
      Choose: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 5 %}', Next: 'End', Output: 'big', Assign: { size: 'L' } },
          { Condition: '{% $states.input.n > 2 %}', Next: 'End' },
          { Condition: false, Next: 'Else' },
        ],
        Output: 'default',
        ...rest,
      },
      Else: { Type: 'Pass', Output: { else: '{% $states.input %}' }, Next: 'End' },
      End: { Type: 'Succeed' },
    },
  });

  it.each([
    [7, 'big'],
    [3, { n: 3 }],
    [1, { else: 'default' }],
  ])('leads %d on', async (n, output) => {
    const arn = await cloud.createMachine('choice', machine());
    expect(json((await cloud.finished(await cloud.start(arn, { n }))).output)).toEqual(output);
  });

  it('fails without a match, and on a condition that is no boolean', async () => {
    const States = { ...machine().States, Choose: { ...machine().States.Choose, Default: undefined } };
    States.Choose.Choices[2] = { Condition: "{% $states.input.n = 1 ? 'yes' : false %}", Next: 'Else' };
    const arn = await cloud.createMachine('no-default', { StartAt: 'Choose', States });
    expect(await cloud.finished(await cloud.start(arn, { n: 0 }))).toMatchObject({
      error: 'States.NoChoiceMatched',
    });
    const wrong = await cloud.finished(await cloud.start(arn, { n: 1 }));
    expect(wrong.error).toBe('States.QueryEvaluationError');
    expect(wrong.cause).toContain(
      "'Choices[2]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string'",
    );
  });
});

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

describe('payload limits', () => {
  it('fails a result, an output and variables over 256 KiB', async () => {
    cloud.functions.large = () => returned('x'.repeat(262_144));
    const result = await cloud.run('large-result', only(invoke('large', { Output: 'small' })));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(result.cause).toBe(
      "The state/task 'arn:aws:states:::lambda:invoke' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
    // Counted in bytes: 131,072 characters of two bytes each, and two quotes.
    const wide = "{% $join($map([1..1024], function($i) { $pad('', 128, 'é') })) %}";
    const caught = [{ ErrorEquals: ['States.ALL'], Next: 'Wrong' }];
    const output = await cloud.run('large-output', {
      StartAt: 'Only',
      States: {
        Only: invoke('echo', { Output: wide, Catch: caught }),
        Wrong: { Type: 'Succeed' },
      },
    });
    expect(output).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    const assign = await cloud.run('large-assign', only({ Type: 'Pass', Assign: { a: wide }, End: true }));
    expect(assign).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('Wait', () => {
  it('waits for seconds and until timestamps', async () => {
    const execution = await cloud.run(
      'wait',
      {
        StartAt: 'Zero',
        States: {
          Zero: { Type: 'Wait', Seconds: 0, Next: 'Past' },
          Past: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', Next: 'Soon' },
          Soon: { Type: 'Wait', Timestamp: '{% $states.input.at %}', Output: 'waited', End: true },
        },
      },
      { at: new Date(Date.now() + 50).toISOString() },
    );
    expect(json(execution.output)).toBe('waited');
  });

  it('refuses what is no timestamp', async () => {
    const state = { Type: 'Wait', Timestamp: '{% 5 %}', End: true };
    const execution = await cloud.run('wait-wrong', only(state));
    expect(execution.error).toBe('States.QueryEvaluationError');
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events[2]).toMatchObject({ type: 'EvaluationFailed', previousEventId: 2 });
  });
});

describe('Parallel', () => {
  it('runs its branches on the same input, with variables of their own', async () => {
    const branch = (name: string) => ({
      StartAt: `${name}1`,
      States: {
        [`${name}1`]: { Type: 'Pass', Assign: { mine: name }, Next: `${name}2` },
        [`${name}2`]: {
          Type: 'Pass',
          Output: ['{% $mine %}', '{% $outer %}', '{% $states.input %}'],
          End: true,
        },
      },
    });
    const execution = await cloud.run('parallel', {
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'Both' },
        Both: { Type: 'Parallel', Arguments: { x: 1 }, Branches: [branch('A'), branch('B')], End: true },
      },
    });
    expect(json(execution.output)).toEqual([
      ['A', 'o', { x: 1 }],
      ['B', 'o', { x: 1 }],
    ]);
  });

  it('fails with the branch that fails first, and stops the others', async () => {
    const execution = await cloud.run('parallel-fails', {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Long', States: { Long: { Type: 'Wait', Seconds: 600, End: true } } },
            { StartAt: 'Bad', States: { Bad: { Type: 'Fail', Error: 'Bad', Cause: 'so' } } },
          ],
          Catch: [{ ErrorEquals: ['Bad'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    });
    expect(json(execution.output)).toEqual({ Error: 'Bad', Cause: 'so' });
    expect((await cloud.history(execution.executionArn ?? '')).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'WaitStateEntered',
      'FailStateEntered',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ParallelStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });
});

describe('an INLINE Map', () => {
  const map = (rest: object, states: object) =>
    only({
      Type: 'Map',
      ItemProcessor: { StartAt: 'Each', States: states },
      End: true,
      ...rest,
    });

  it('has the recorded events at a concurrency of 1', async () => {
    const definition = map(
      { Items: [1, 2], MaxConcurrency: 1 },
      { Each: { Type: 'Pass', Output: '{% $states.input * 10 %}', End: true } },
    );
    const execution = await cloud.run('inline', definition);
    expect(json(execution.output)).toEqual([10, 20]);
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events.map(({ type, previousEventId }) => [type, previousEventId])).toEqual([
      ['ExecutionStarted', 0],
      ['MapStateEntered', 0],
      ['MapStateStarted', 2],
      ['MapIterationStarted', 3],
      ['PassStateEntered', 4],
      ['PassStateExited', 5],
      ['MapIterationSucceeded', 6],
      ['MapIterationStarted', 6],
      ['PassStateEntered', 8],
      ['PassStateExited', 9],
      ['MapIterationSucceeded', 10],
      ['MapStateSucceeded', 11],
      ['MapStateExited', 11],
      ['ExecutionSucceeded', 13],
    ]);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(events[7]?.mapIterationStartedEventDetails).toEqual({ name: 'Only', index: 1 });
  });

  it('selects items and reads outer variables', async () => {
    const execution = await cloud.run(
      'inline-selector',
      {
        StartAt: 'Set',
        States: {
          Set: { Type: 'Pass', Assign: { factor: 3 }, Next: 'Each' },
          Each: {
            Type: 'Map',
            Items: '{% $states.input.list %}',
            ItemSelector: {
              i: '{% $states.context.Map.Item.Index %}',
              v: '{% $states.context.Map.Item.Value %}',
            },
            ItemProcessor: {
              ProcessorConfig: { Mode: 'INLINE' },
              StartAt: 'Multiply',
              States: {
                Multiply: {
                  Type: 'Pass',
                  Output: '{% $states.input.v * $factor + $states.input.i %}',
                  End: true,
                },
              },
            },
            Output: { sum: '{% $sum($states.result) %}' },
            End: true,
          },
        },
      },
      { list: [1, 2, 3] },
    );
    expect(json(execution.output)).toEqual({ sum: 21 });
  });

  it('fails with its first failure and aborts the rest', async () => {
    const definition = map(
      { Items: ['stay', 'stay', 'go'] },
      {
        Each: {
          Type: 'Choice',
          Choices: [{ Condition: "{% $states.input = 'go' %}", Next: 'Go' }],
          Default: 'Stay',
        },
        Stay: { Type: 'Wait', Seconds: 600, End: true },
        Go: { Type: 'Fail', Error: 'Gone' },
      },
    );
    const execution = await cloud.run('inline-fails', definition);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Gone' });
    const types = (await cloud.history(execution.executionArn ?? '')).map(({ type }) => type);
    expect(types.slice(-7)).toEqual([
      'MapIterationFailed',
      'WaitStateAborted',
      'MapIterationAborted',
      'WaitStateAborted',
      'MapIterationAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('takes an empty array, and refuses what is none', async () => {
    const states = { Each: { Type: 'Pass', End: true } };
    expect(json((await cloud.run('inline-empty', map({ Items: [] }, states))).output)).toEqual([]);
    const wrong = await cloud.run('inline-wrong', map({ Items: '{% 1 %}' }, states));
    expect(wrong.error).toBe('States.QueryEvaluationError');
    expect(wrong.cause).toContain("Expected 'array', but was 'number' for value: 1");
    const input = await cloud.run('inline-input', map({}, states), { a: 1 });
    expect(input.cause).toContain('Map state input must be an array but was: {"a":1}');
  });
});

describe('the end of a machine', () => {
  it('is TIMED_OUT after TimeoutSeconds, without error and cause', async () => {
    const definition = { TimeoutSeconds: 1, ...only({ Type: 'Wait', Seconds: 600, End: true }) };
    const execution = await cloud.run('machine-timeout', definition);
    expect(execution.status).toBe('TIMED_OUT');
    expect(execution.error).toBeUndefined();
    expect(execution.cause).toBeUndefined();
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionTimedOut', previousEventId: 0 });
  });

  it('leaves Error and Cause of a Fail absent when they are', async () => {
    const execution = await cloud.run('bare-fail', only({ Type: 'Fail' }));
    expect(execution.status).toBe('FAILED');
    expect(execution.error).toBeUndefined();
    const events = await cloud.history(execution.executionArn ?? '');
    expect(events.at(-1)?.executionFailedEventDetails).toEqual({});
  });

  it('comes when its history is full', async () => {
    const arn = await cloud.createMachine('endless', {
      StartAt: 'Again',
      States: {
        Again: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Again2' }], Default: 'Again2' },
        Again2: { Type: 'Pass', Next: 'Again' },
      },
    });
    const execution = await cloud.finished(await cloud.start(arn));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.cause).toContain('The execution reached the maximum number of history events (25000).');
  });
});
