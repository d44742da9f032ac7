import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, TestCloud } from '../helpers/cloud.ts';
import { pass } from '../helpers/states.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

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
