import { GetObjectCommand } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownTask } from '../support/bundle-task.ts';
import { type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
});
afterAll(() => pipeline.close());

async function readParquet(uri: string): Promise<Record<string, unknown>[]> {
  const { bucket, s3 } = pipeline;
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: uri.slice(`s3://${bucket}/`.length) }),
  );
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const file = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(file).set(bytes);
  return parquetReadObjects({ file });
}

test.each([
  [
    'several units',
    [
      { n: 3, text: 'é' },
      { n: 1, rows: 3 },
      { n: 2, text: '' },
      { n: 5, rows: 0 },
    ],
  ],
  ['no rows', [{ n: 1, rows: 0 }]],
  ['no items', []],
])('%s: the Parquet file is the JSONL data set, row by row', async (_, items) => {
  const jsonl = await pipeline.run({ source: { items }, unitItems: 1 });
  const parquet = await pipeline.run({ source: { items }, unitItems: 1, format: 'parquet' });

  const rows = (jsonl.data ?? '').split('\n').filter((line) => line !== '');
  expect(parquet.sealed.dataset?.uri).toMatch(/\/data\.parquet$/);
  expect(await readParquet(parquet.sealed.dataset?.uri ?? '')).toEqual(rows.map((line) => JSON.parse(line)));
  expect(parquet.sealed.dataset?.rows).toBe(rows.length);
});

test('a row that its column can not hold costs its item, not the merge', async () => {
  const items = [{ n: 1 }, { n: 2, text: '\ud800' }, { n: 3 }];
  const { sealed, runId } = await pipeline.run({
    source: { items },
    format: 'parquet',
    toleratedFailureCount: 1,
  });

  expect(sealed).toMatchObject({ status: 'SUCCEEDED', items: { succeeded: 2, failed: 1 } });
  const [failure] = await pipeline.readFailures(runId);
  expect(failure).toMatchObject({ item: 1, code: 'invalid-output' });
  expect(failure?.message).toContain('text');
});
