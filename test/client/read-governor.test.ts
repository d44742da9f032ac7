import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { readGovernor } from '../../client/read-governor.ts';
import type { ProgressDocument } from '../../core/contracts/govern.ts';
import { runKeys } from '../../core/contracts/keys.ts';
import { bucket, startBucket } from './start-s3.ts';

const document: ProgressDocument = {
  version: 1,
  runId: 'run-1',
  epoch: 3,
  at: 1,
  items: { total: 10, done: 5, failed: 0 },
  units: { total: 2, committed: 1, running: 1 },
  rows: 5,
  attempts: { total: 5, errors: 0, throttles: 0 },
  limit: 40,
  maxConcurrency: 100,
  itemsPerSecond: 5,
  backups: 0,
  ending: null,
  acts: [
    { kind: 'backup', at: 1, unit: 3, ranMs: 9_000, medianMs: 3_000 },
    {
      kind: 'limit',
      at: 2,
      from: 24,
      to: 40,
      reason: { code: 'throughput-grew', figures: {}, text: 'throughput grew 12 % → +16' },
    },
  ],
};

test('tells the limit and the latest act of the execution that is followed, and of no other', async () => {
  await using cloud = await startBucket();
  const read = (epoch: number) => readGovernor(cloud.s3, bucket, { runId: 'run-1', epoch });
  expect(await read(3)).toBeUndefined();
  const put = (body: unknown) =>
    cloud.s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: runKeys('run-1').progress, Body: JSON.stringify(body) }),
    );
  await put(document);
  expect(await read(3)).toEqual({ limit: 40, maxConcurrency: 100, act: document.acts[1] });
  expect(await read(4)).toBeUndefined();
  await put({ ...document, acts: [] });
  expect(await read(3)).toEqual({ limit: 40, maxConcurrency: 100 });
  await put({ version: 0 });
  expect(await read(3)).toBeUndefined();
});
