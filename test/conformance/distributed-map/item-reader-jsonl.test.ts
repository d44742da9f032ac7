import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect } from 'vitest';
import { json, useCloud } from '../cloud.ts';
import { fact, SOURCES } from '../facts.ts';
import { mapMachine, reader } from './map-runs.ts';

const cloud = useCloud();

fact('every line of a JSONL object is an item, of any JSON type', SOURCES.itemReader, async () => {
  await cloud.put('a.jsonl', '{"n":1}\n[2]\n"three"\n4\ntrue\nnull\n');

  const { output } = await cloud.run(mapMachine(reader('a.jsonl', { InputType: 'JSONL' })));

  expect(json(output)).toEqual([{ n: 1 }, [2], 'three', 4, true, null]);
});

fact('an object whose name ends in .gz is decompressed', SOURCES.itemReader, async () => {
  await cloud.put('b.jsonl.gz', gzipSync('1\n2\n'));

  const { output } = await cloud.run(mapMachine(reader('b.jsonl.gz', { InputType: 'JSONL' })));

  expect(json(output)).toEqual([1, 2]);
});

fact('an object whose name ends in .zstd is decompressed', SOURCES.itemReader, async () => {
  await cloud.put('c.csv.zstd', zstdCompressSync('n\n1\n'));

  const config = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
  const { output } = await cloud.run(mapMachine(reader('c.csv.zstd', config)));

  expect(json(output)).toEqual([{ n: '1' }]);
});

fact(
  'the object may be named by expressions in Arguments, and its owner checked',
  SOURCES.recordedMap,
  async () => {
    await cloud.put('d.jsonl', '1\n');
    const machine = mapMachine({
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        Arguments: {
          Bucket: 'data',
          Key: '{% $states.input.key %}',
          ExpectedBucketOwner: '000000000000',
        },
        ReaderConfig: { InputType: 'JSONL' },
      },
    });

    const { output } = await cloud.run(machine, { key: 'd.jsonl' });

    expect(json(output)).toEqual([1]);
  },
);

fact('an item may be larger than 256 KiB if ItemSelector makes less of it', SOURCES.itemReader, async () => {
  await cloud.put('large.jsonl', `${JSON.stringify({ text: 'x'.repeat(1_000_000) })}\n`);
  const ItemSelector = '{% $length($states.context.Map.Item.Value.text) %}';
  const machine = mapMachine({ ...reader('large.jsonl', { InputType: 'JSONL' }), ItemSelector });
  expect((await cloud.run(machine)).output).toBe('[1000000]');
});

fact('an item of more than 8 MB is not read', SOURCES.itemReader, async () => {
  await cloud.put('huge.jsonl', `"${'x'.repeat(8 * 1024 * 1024)}"\n`);
  const machine = mapMachine({ ...reader('huge.jsonl', { InputType: 'JSONL' }), ItemSelector: '1' });
  expect(await cloud.run(machine)).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
});
