import { gzipSync } from 'node:zlib';
import { beforeAll, expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { assumption, fact, SOURCES } from '../facts.ts';
import { mapMachine, reader } from './map-runs.ts';

const cloud = useCloud();

beforeAll(async () => {
  await cloud.put('inventory/data/1.csv.gz', gzipSync('"source","a%20b.txt","12"\n"source","c","3"\n'));
  const manifest = {
    sourceBucket: 'source',
    destinationBucket: 'arn:aws:s3:::data',
    version: '2016-11-30',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size',
    files: [{ key: 'inventory/data/1.csv.gz', size: 60, MD5checksum: 'x' }],
  };
  await cloud.put('inventory/manifest.json', JSON.stringify(manifest));
});

fact('InputType MANIFEST makes an item of every row of an S3 Inventory', SOURCES.itemReader, async () => {
  const machine = mapMachine(reader('inventory/manifest.json', { InputType: 'MANIFEST' }));
  const { output } = await cloud.run(machine);
  expect(json(output)).toEqual([
    { Bucket: 'source', Key: 'a%20b.txt', Size: '12' },
    { Bucket: 'source', Key: 'c', Size: '3' },
  ]);
});

fact('ManifestType S3_INVENTORY without InputType does the same', SOURCES.itemReader, async () => {
  const machine = mapMachine(
    reader('inventory/manifest.json', { ManifestType: 'S3_INVENTORY', MaxItems: 1 }),
  );
  expect(json((await cloud.run(machine)).output)).toHaveLength(1);
});

assumption('an object that is no manifest fails the Map Run', async () => {
  await cloud.put('no-manifest.json', '{"files":[]}');
  const execution = await cloud.run(mapMachine(reader('no-manifest.json', { InputType: 'MANIFEST' })));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
  expect(execution.cause).toContain('is not one of an S3 Inventory: destinationBucket');
});
