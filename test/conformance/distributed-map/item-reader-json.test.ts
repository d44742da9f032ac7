import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { mapMachine, reader } from './map-runs.ts';

const cloud = useCloud();

async function read(value: unknown, config: object = {}, rest: object = {}) {
  await cloud.put('a.json', JSON.stringify(value));
  return await cloud.run(mapMachine({ ...reader('a.json', { InputType: 'JSON', ...config }), ...rest }));
}

fact('the members of an array are the items', SOURCES.itemReader, async () => {
  const { output } = await read([1, { n: 2 }, [3]]);
  expect(json(output)).toEqual([1, { n: 2 }, [3]]);
});

fact('ItemsPointer leads to an array inside the document', SOURCES.itemReader, async () => {
  const { output } = await read({ data: { other: [9], items: [1, 2] } }, { ItemsPointer: '/data/items' });
  expect(json(output)).toEqual([1, 2]);
});

assumption('ItemsPointer takes RFC 6901 escapes: ~1 for a slash, ~0 for a tilde', async () => {
  const { output } = await read({ 'a/b': { '~': [1] } }, { ItemsPointer: '/a~1b/~0' });
  expect(json(output)).toEqual([1]);
});

fact('the members of an object are items too: their values', SOURCES.itemReader, async () => {
  const { output } = await read({ a: 1, b: { n: 2 } });
  expect(json(output)).toEqual([1, { n: 2 }]);
});

fact('Map.Item.Key is the name of an object’s member', SOURCES.contextObject, async () => {
  const selector = { ItemSelector: { key: '{% $states.context.Map.Item.Key %}' } };
  const { output } = await read({ a: 1, b: 2 }, {}, selector);
  expect(json(output)).toEqual([{ key: 'a' }, { key: 'b' }]);
});

fact('a document that is a scalar fails the Map Run', SOURCES.recordedScenarios, async () => {
  const execution = await read('text');
  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.ItemReaderFailed',
    cause: 'Attempting to map over non-iterable node.',
  });
});

assumption('an ItemsPointer that leads nowhere fails the Map Run', async () => {
  const execution = await read({ data: {} }, { ItemsPointer: '/data/items' });
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
});
