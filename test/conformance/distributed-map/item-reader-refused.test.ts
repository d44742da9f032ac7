import { expect, test } from 'vitest';
import { useCloud } from '../cloud.ts';
import { lister, mapMachine, reader } from './map-runs.ts';

const cloud = useCloud();

/** What AWS has and the local cloud hasn't, or what contradicts itself: refused before anything runs. */
test.each([
  [
    'Parquet',
    reader('a', { InputType: 'PARQUET' }),
    /'InputType' is "PARQUET", allowed are: CSV, JSON, JSONL/,
  ],
  [
    'the manifest of an Athena UNLOAD',
    reader('a', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', ManifestType: 'ATHENA_DATA' }),
    /ManifestType is only supported as S3_INVENTORY/,
  ],
  [
    'LOAD_AND_FLATTEN without InputType',
    lister('a/', { Transformation: 'LOAD_AND_FLATTEN' }),
    /These fields are required: \[InputType\]/,
  ],
  ['InputType of a bare listing', lister('a/', { InputType: 'CSV' }), /'InputType' needs "Transformation"/],
  [
    'Transformation of one object',
    reader('a', { InputType: 'JSON', Transformation: 'NONE' }),
    /Transformation needs the Resource arn:aws:states:::s3:listObjectsV2/,
  ],
  [
    'CSVHeaders beside FIRST_ROW',
    reader('a', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVHeaders: ['a'] }),
    /CSVHeaders need "CSVHeaderLocation": "GIVEN"/,
  ],
  [
    'MaxItemsPath in JSONata',
    reader('a', { InputType: 'JSONL', MaxItemsPath: '$.n' }),
    /MaxItemsPath is a JSONPath field/,
  ],
  [
    'another integration as a reader',
    { ItemReader: { Resource: 'arn:aws:states:::dynamodb:scan', Arguments: { Bucket: 'b', Key: 'k' } } },
    /'Resource' is "arn:aws:states:::dynamodb:scan", allowed are:/,
  ],
])('CreateStateMachine refuses %s', async (_, rest, message) => {
  const created = cloud.createMachine(mapMachine(rest));
  await expect(created).rejects.toMatchObject({ name: 'InvalidDefinition' });
  await expect(created).rejects.toThrow(message);
});
