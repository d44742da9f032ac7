import { expect } from 'vitest';
import { FunctionFailure, json, useCloud } from '../cloud.ts';
import { fact } from '../facts.ts';
import { FROM } from '../sources.ts';
import { caught, invoke, only } from '../states.ts';

const cloud = useCloud();
const snapshots = FROM.localStack('scenarios/test_base_scenarios.snapshot.json');
const map = (state: object, rest: object = {}): object => ({
  Type: 'Map',
  ItemProcessor: { StartAt: 'Each', States: { Each: { End: true, ...state } } },
  ...rest,
});

fact('Items may be an expression; ItemSelector sees index and value', FROM.inlineMap, async () => {
  const state = map(
    { Type: 'Pass', Output: '{% $states.input %}' },
    {
      Items: '{% $states.input.list %}',
      ItemSelector: { i: '{% $states.context.Map.Item.Index %}', v: '{% $states.context.Map.Item.Value %}' },
      MaxConcurrency: 1,
    },
  );
  const { output } = await cloud.run(only(state), { list: ['a', 'b'] });
  expect(json(output)).toEqual([
    { i: 0, v: 'a' },
    { i: 1, v: 'b' },
  ]);
});

fact('no items are an empty result', snapshots, async () => {
  const { executionArn, output } = await cloud.run(only(map({ Type: 'Pass' })), []);
  expect(output).toBe('[]');
  const events = await cloud.history(executionArn);
  expect(events[2]).toMatchObject({ type: 'MapStateStarted', mapStateStartedEventDetails: { length: 0 } });
});

fact('results are in the order of the items', FROM.inlineMap, async () => {
  cloud.functions.later = async (n) => {
    await new Promise((resolve) => setTimeout(resolve, 40 - n * 10));
    return n;
  };
  const { output } = await cloud.run(
    only(map(invoke('later', { Output: '{% $states.result.Payload %}' }))),
    [0, 1, 2, 3],
  );
  expect(json(output)).toEqual([0, 1, 2, 3]);
});

fact('an iteration that fails fails the Map', FROM.inlineMap, async () => {
  cloud.functions.odd = (n) => {
    if (n % 2 === 1) throw new FunctionFailure('Odd', String(n));
    return n;
  };
  const execution = await cloud.run(caught(map(invoke('odd'), { MaxConcurrency: 1 }), ['Odd']), [0, 1, 2]);
  expect(json(execution.output).Error).toBe('Odd');
  const types = (await cloud.history(execution.executionArn)).map(({ type }) => type);
  expect(types.filter((type) => type === 'MapIterationStarted')).toHaveLength(2);
  expect(types).toContain('MapIterationFailed');
  expect(types).toContain('MapStateFailed');
});

fact('Items that are no array fail the state', snapshots, async () => {
  const execution = await cloud.run(only(map({ Type: 'Pass' }, { Items: '{% 1 %}' })));
  expect(execution).toMatchObject({
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining("Expected 'array', but was 'number' for value: 1"),
  });
});

fact('an input that is no array, where there are no Items, fails the state', snapshots, async () => {
  const execution = await cloud.run(only(map({ Type: 'Pass' })), { a: 1 });
  expect(execution.cause).toContain('Map state input must be an array but was: {"a":1}');
});

fact('fields of a Distributed Map are refused', FROM.inlineMap, async () => {
  const created = cloud.createMachine(only(map({ Type: 'Pass' }, { ToleratedFailureCount: 1 })));
  await expect(created).rejects.toMatchObject({ name: 'InvalidDefinition' });
});
