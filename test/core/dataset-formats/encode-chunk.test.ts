import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ChunkEncoding,
  DATASET_COMPRESSIONS,
  DATASET_FORMATS,
  decompress,
  describeDatasetFile,
  encodeChunk,
} from '../../../core/dataset-formats/index.ts';
import { collect, stream, toJsonl } from './support.ts';

const columns = ['id', 'text'];
const encodings = DATASET_COMPRESSIONS.flatMap((compress): ChunkEncoding[] => [
  { format: 'jsonl', compress },
  { format: 'csv', columns, compress },
]);

async function plain(file: Buffer, { compress }: ChunkEncoding): Promise<Buffer> {
  return compress === 'none' ? file : collect(decompress(stream(file), compress));
}

async function encode(encoding: ChunkEncoding, shares: readonly string[]): Promise<Buffer> {
  const chunks = shares.map((share, at) =>
    collect(encodeChunk(encoding, stream(share), { first: at === 0 })),
  );
  return Buffer.concat(await Promise.all(chunks));
}

test.each(encodings)(
  'chunks of $format, $compress, are the data set when they are joined',
  async (encoding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }), { minLength: 1 }),
        async (shares) => {
          let id = 0;
          const rows = shares.map((share) => share.map((text) => ({ id: id++, text })));
          const jsonl = rows.map(toJsonl);
          const file = await encode(encoding, jsonl);
          const whole = await encode({ ...encoding, compress: 'none' }, [jsonl.join('')]);
          expect(await plain(file, encoding)).toEqual(whole);
          if (encoding.format === 'jsonl') expect(whole.toString()).toBe(jsonl.join(''));
        },
      ),
      { numRuns: 30 },
    );
  },
);

test.each(encodings)('a data set of $format, $compress, without rows is a valid file', async (encoding) => {
  const file = await encode(encoding, ['', '', '']);
  expect(file.length > 0).toBe(encoding.compress !== 'none' || encoding.format === 'csv');
  const header = encoding.format === 'csv' ? 'id,text\r\n' : '';
  expect((await plain(file, encoding)).toString()).toBe(header);
  expect(await encode(encoding, [''])).toEqual(file);
});

test('a delimiter and a level reach their encoders', async () => {
  const semicolons = await encode({ format: 'csv', columns, compress: 'none', delimiter: ';' }, [
    '{"id":1}\n',
  ]);
  expect(semicolons.toString()).toBe('id;text\r\n1;\r\n');
  await expect(encode({ format: 'jsonl', compress: 'gzip', level: 10 }, [''])).rejects.toThrow('level is 10');
});

test('files are named by format and compression', () => {
  const table = DATASET_FORMATS.flatMap((format) =>
    DATASET_COMPRESSIONS.map((compression) => {
      const { extension, contentType } = describeDatasetFile(format, compression);
      return `data.${extension}: ${contentType}`;
    }),
  );
  expect(table).toEqual([
    'data.jsonl: application/jsonl',
    'data.jsonl.gz: application/gzip',
    'data.jsonl.zst: application/zstd',
    'data.csv: text/csv; charset=utf-8; header=present',
    'data.csv.gz: application/gzip',
    'data.csv.zst: application/zstd',
    'data.parquet: application/vnd.apache.parquet',
    'data.parquet: application/vnd.apache.parquet',
    'data.parquet: application/vnd.apache.parquet',
  ]);
});
