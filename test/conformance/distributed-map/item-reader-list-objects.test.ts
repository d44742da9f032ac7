import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { bucket, json, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { lister, mapMachine, mapRunOf } from './map-runs.ts';

const cloud = useCloud();

const source = { ItemSelector: '{% $states.context.Map.Item.Source %}' };

fact(
  'an item is Etag with its quotes, Key, LastModified in seconds, Size and StorageClass',
  SOURCES.recordedMap,
  async () => {
    const before = Math.floor(Date.now() / 1000);
    const Key = 'shape/a';
    const { ETag } = await cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '12345' }));

    const { output } = await cloud.run(mapMachine(lister('shape/')));

    const [item] = json(output);
    expect(json(output)).toEqual([
      { Etag: ETag, Key, LastModified: item.LastModified, Size: 5, StorageClass: 'STANDARD' },
    ]);
    expect(item.Etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(Number.isInteger(item.LastModified) && item.LastModified >= before).toBe(true);
  },
);

fact('Map.Item.Source of listed objects is s3:// and the bucket', SOURCES.recordedMap, async () => {
  await cloud.put('source/a', '1');
  const { output } = await cloud.run(mapMachine({ ...lister('source/'), ...source }));
  expect(json(output)).toEqual(['s3://data']);
});

fact('a Prefix without a slash at its end matches more than a folder', SOURCES.itemReader, async () => {
  await cloud.put('folder1/a', '1');
  await cloud.put('folder10/b', '1');
  const keys = { ItemSelector: '{% $states.context.Map.Item.Value.Key %}' };

  const both = await cloud.run(mapMachine({ ...lister('folder1'), ...keys }));
  const one = await cloud.run(mapMachine({ ...lister('folder1/'), ...keys }));

  expect(json(both.output)).toEqual(['folder1/a', 'folder10/b']);
  expect(json(one.output)).toEqual(['folder1/a']);
});

fact('a folder that S3’s console has made is an item of no bytes', SOURCES.itemReader, async () => {
  await cloud.put('made/', '');
  await cloud.put('made/a', '1');
  const sizes = { ItemSelector: '{% $states.context.Map.Item.Value.Size %}' };
  const { output } = await cloud.run(mapMachine({ ...lister('made/'), ...sizes }));
  expect(json(output)).toEqual([0, 1]);
});

fact('MaxItems limits the listed objects', SOURCES.recordedMap, async () => {
  for (const name of ['a', 'b', 'c']) await cloud.put(`many/${name}`, '1');
  const { executionArn, output } = await cloud.run(mapMachine(lister('many/', { MaxItems: 2 })));
  expect(json(output)).toHaveLength(2);
  expect((await mapRunOf(cloud, executionArn)).itemCounts?.total).toBe(2);
});

fact('LOAD_AND_FLATTEN makes items of what is in every listed object', SOURCES.itemReader, async () => {
  await cloud.put('flat/a.jsonl', '{"n":1}\n{"n":2}\n');
  await cloud.put('flat/b.jsonl', '{"n":3}\n');
  const config = { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' };
  const { output } = await cloud.run(mapMachine(lister('flat/', config)));
  expect(json(output)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

fact('with LOAD_AND_FLATTEN, Map.Item.Source is the object itself', SOURCES.recordedMap, async () => {
  await cloud.put('origin/a.jsonl', '1\n2\n');
  await cloud.put('origin/b.jsonl', '3\n');
  const config = { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' };
  const { output } = await cloud.run(mapMachine({ ...lister('origin/', config), ...source }));
  const [a, b] = ['s3://data/origin/a.jsonl', 's3://data/origin/b.jsonl'];
  expect(json(output)).toEqual([a, a, b]);
});

assumption('with LOAD_AND_FLATTEN, every CSV object has its own header row', async () => {
  await cloud.put('tables/a.csv', 'a\n1\n');
  await cloud.put('tables/b.csv', 'b\n2\n');
  const rows = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', Transformation: 'LOAD_AND_FLATTEN' };
  const { output } = await cloud.run(mapMachine(lister('tables/', rows)));
  expect(json(output)).toEqual([{ a: '1' }, { b: '2' }]);
});

assumption('with LOAD_AND_FLATTEN, MaxItems counts over all objects, and empty ones have none', async () => {
  await cloud.put('limited/', '');
  await cloud.put('limited/a.json', '[1,2]');
  await cloud.put('limited/b.json', '[3,4]');
  const config = { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN', MaxItems: 3 };
  const { output } = await cloud.run(mapMachine(lister('limited/', config)));
  expect(json(output)).toEqual([1, 2, 3]);
});

assumption('a Prefix without objects gives no items, and the run succeeds', async () => {
  const { status, output } = await cloud.run(mapMachine(lister('nothing/')));
  expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: '[]' });
});

assumption('a bucket that isn’t there fails the Map Run with S3’s error', async () => {
  const { ItemReader } = lister('x/');
  const nowhere = { ...ItemReader, Arguments: { Bucket: 'no-such-bucket' } };
  const execution = await cloud.run(mapMachine({ ItemReader: nowhere }));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
  expect(execution.cause).toContain('NoSuchBucket');
});
