import { beforeAll, expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { childrenOf, mapMachine, mapRunOf, reader, writer } from './map-runs.ts';

const cloud = useCloud();
beforeAll(() => cloud.put('1130.jsonl', '1\n'.repeat(1_130)));

const run = (batcher: object, rest: object = {}, input: unknown = {}) =>
  cloud.run(mapMachine({ ItemBatcher: batcher, ...rest }), input);

fact(
  'a batch is {"Items":[…]}, without BatchInput unless it is configured',
  SOURCES.itemBatcher,
  async () => {
    const { output } = await run({ MaxItemsPerBatch: 2 }, { Items: [1, 2, 3] });
    expect(output).toBe('[{"Items":[1,2]},{"Items":[3]}]');
  },
);

fact('BatchInput is merged into every batch', SOURCES.itemBatcher, async () => {
  const { output } = await run({ MaxItemsPerBatch: 1, BatchInput: { factCheck: 'yes' } }, { Items: [1, 2] });
  expect(json(output)).toEqual([
    { BatchInput: { factCheck: 'yes' }, Items: [1] },
    { BatchInput: { factCheck: 'yes' }, Items: [2] },
  ]);
});

fact('BatchInput is evaluated once, in the parent’s context', SOURCES.recordedMap, async () => {
  const BatchInput = { random: '{% $random() %}', parent: '{% $states.context.Execution.Id %}' };
  const { executionArn, output } = await run({ MaxItemsPerBatch: 1, BatchInput }, { Items: [1, 2] });
  const [first, second] = json(output);
  expect(first.BatchInput).toEqual(second.BatchInput);
  expect(first.BatchInput.parent).toBe(executionArn);
});

fact('1,130 items in batches of 100 are 12 batches, the last of 30', SOURCES.itemBatcher, async () => {
  const states = { Count: { Type: 'Pass', Output: '{% $count($states.input.Items) %}', End: true } };
  const machine = mapMachine(
    { ...reader('1130.jsonl', { InputType: 'JSONL' }), ItemBatcher: { MaxItemsPerBatch: 100 } },
    { states },
  );
  const { output } = await cloud.run(machine);
  expect(json(output)).toEqual([...Array.from({ length: 11 }, () => 100), 30]);
});

fact('ItemSelector comes before ItemBatcher', SOURCES.recordedMap, async () => {
  const ItemSelector = { index: '{% $states.context.Map.Item.Index %}' };
  const { output } = await run({ MaxItemsPerBatch: 2 }, { Items: ['a', 'b'], ItemSelector });
  expect(json(output)).toEqual([{ Items: [{ index: 0 }, { index: 1 }] }]);
});

fact('with both limits, whichever is hit first ends a batch', SOURCES.itemBatcher, async () => {
  const Items = ['a'.repeat(60), 'b', 'c', 'd'];
  const { output } = await run({ MaxItemsPerBatch: 2, MaxInputBytesPerBatch: 75 }, { Items });
  expect(json(output).map((batch: { Items: string[] }) => batch.Items.length)).toEqual([1, 2, 1]);
});

assumption('MaxInputBytesPerBatch counts the whole input, BatchInput and commas included', async () => {
  const limits = { MaxInputBytesPerBatch: '{"Items":[10,20]}'.length };
  const { output } = await run(limits, { Items: [10, 20, 30] });
  expect(json(output)).toEqual([{ Items: [10, 20] }, { Items: [30] }]);
});

fact('without a byte limit a batch fills up to 256 KiB', SOURCES.itemBatcher, async () => {
  const states = { Count: { Type: 'Pass', Output: '{% $count($states.input.Items) %}', End: true } };
  const machine = mapMachine(
    {
      Items: '{% [1..5].$string() %}',
      ItemSelector: "{% $pad('', 99000, 'x') %}",
      ItemBatcher: { MaxItemsPerBatch: 100 },
    },
    { states },
  );
  expect(json((await cloud.run(machine)).output)).toEqual([2, 2, 1]);
});

fact('limits may be expressions, and their values strings of digits', SOURCES.recordedScenarios, async () => {
  const { output } = await run(
    { MaxItemsPerBatch: '{% $states.input.size %}' },
    { Items: [1, 2, 3] },
    { size: '2' },
  );
  expect(json(output)).toHaveLength(2);
});

assumption(
  'an item that doesn’t fit into a batch of its own fails with States.DataLimitExceeded',
  async () => {
    const execution = await run({ MaxInputBytesPerBatch: 20 }, { Items: ['x'.repeat(20)] });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  },
);

fact('a batch counts as one execution and as all its items', SOURCES.recordedMap, async () => {
  const { executionArn } = await run({ MaxItemsPerBatch: 2 }, { Items: [1, 2, 3, 4] });
  const { itemCounts, executionCounts, mapRunArn } = await mapRunOf(cloud, executionArn);
  expect(itemCounts).toMatchObject({ total: 4, succeeded: 4, resultsWritten: 4 });
  expect(executionCounts).toMatchObject({ total: 2, succeeded: 2, resultsWritten: 2 });
  expect((await childrenOf(cloud, mapRunArn)).map(({ itemCount }) => itemCount)).toEqual([2, 2]);
});

fact('all items of a batch share the fate of its child', SOURCES.mapRun, async () => {
  const states = { No: { Type: 'Fail', Error: 'No' } };
  const rest = { Items: [1, 2, 3], ItemBatcher: { MaxItemsPerBatch: 3 }, ToleratedFailureCount: 3 };
  const { executionArn } = await cloud.run(mapMachine({ ...rest, ...writer('fate') }, { states }));
  const { itemCounts, executionCounts } = await mapRunOf(cloud, executionArn);
  expect([itemCounts?.failed, executionCounts?.failed]).toEqual([3, 1]);
});

fact('an ItemBatcher needs one of its limits', SOURCES.itemBatcher, async () => {
  await expect(run({ BatchInput: {} }, { Items: [1] })).rejects.toThrow(/MaxItemsPerBatch/);
});
