import { afterAll, beforeAll, expect, test } from 'vitest';
import { createS3Client } from '../../aws/clients.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { makePlan } from '../../functions/plan/make-plan.ts';
import { ownTask } from '../support/bundle-task.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type Pipeline, startPipeline } from '../support/start-pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline(ownTask('lines'));
});
afterAll(() => pipeline.close());

/** Plan in a pipeline whose bucket was deleted and made anew by another account. */
function planWithForeignBucket(input: object) {
  const store = createObjectStore(createS3Client([{ bucket: 'bucket', account: '999999999999' }]));
  const execution = pipeline.executions.start('foreign');
  return makePlan({ ...pipeline, ...pipeline.executions, store, pool: undefined }, { input, execution });
}

test('a source in a bucket that is somebody else’s is refused, and nothing is opened', async () => {
  const uri = await pipeline.putSource('mine.jsonl', '{"n":1}\n');

  const refusal = await refusalOf(planWithForeignBucket({ runId: 'foreign', source: { uri } }));

  expect(refusal.code).toBe('SourceRefused');
  expect(refusal.message).toMatch(/Plan may not read s3:\/\/bucket\/mine\.jsonl; .*sourceBuckets/);
  expect(await pipeline.ledger.getRun('foreign')).toBeUndefined();
});

test('nothing of a run is written to such a bucket', async () => {
  const planned = planWithForeignBucket({ runId: 'written', source: { items: [{ n: 1 }] } });

  await expect(planned).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  expect(await pipeline.listKeys('runs/')).toEqual([]);
  expect(await pipeline.listUploads()).toEqual([]);
});
