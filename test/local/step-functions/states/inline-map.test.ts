import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, TestCloud } from '../helpers/cloud.ts';
import { only } from '../helpers/states.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.remove());

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
