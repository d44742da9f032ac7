import { beforeAll, expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { mapMachine, reader } from './map-runs.ts';

const cloud = useCloud();
beforeAll(() => cloud.put('a.jsonl', '1\n2\n3\n'));

const run = (maxItems: unknown, input: unknown = {}) =>
  cloud.run(mapMachine(reader('a.jsonl', { InputType: 'JSONL', MaxItems: maxItems })), input);

fact('MaxItems limits the items', SOURCES.itemReader, async () => {
  expect(json((await run(2)).output)).toEqual([1, 2]);
});

fact('MaxItems may be an expression', SOURCES.itemReader, async () => {
  expect(json((await run('{% $states.input.most %}', { most: 1 })).output)).toEqual([1]);
});

fact('MaxItems 0 is no limit', SOURCES.recordedScenarios, async () => {
  expect(json((await run(0)).output)).toEqual([1, 2, 3]);
});

fact('MaxItems over 100,000,000 is accepted', SOURCES.recordedScenarios, async () => {
  expect(json((await run(100_000_001)).output)).toEqual([1, 2, 3]);
});

fact('MaxItems may be a string of digits', SOURCES.recordedScenarios, async () => {
  expect(json((await run('{% $states.input.most %}', { most: '2' })).output)).toEqual([1, 2]);
});

fact('a negative MaxItems fails the Map Run as its reader’s failure', SOURCES.recordedScenarios, async () => {
  const execution = await run('{% $states.input.most %}', { most: -1 });

  expect(execution).toMatchObject({
    error: 'States.ItemReaderFailed',
    cause: 'field MaxItems must be positive',
  });
  const types = (await cloud.history(execution.executionArn)).map(({ type }) => type);
  expect(types.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
});
