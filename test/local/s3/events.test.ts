import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { BUCKET, startWithBucket } from './harness.ts';

it('tells of every object made, in order, and of nothing else', async () => {
  const { client, events } = await startWithBucket();
  const put = await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'ü b', Body: 'hello' }));
  await client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'c', CopySource: `${BUCKET}/%C3%BC%20b` }));
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'ü b', Body: 'again' }));
  await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'c' }));
  const etag = put.ETag?.replaceAll('"', '');
  expect(events).toMatchObject([
    { bucket: BUCKET, key: 'ü b', size: 5, etag, reason: 'PutObject' },
    { bucket: BUCKET, key: 'c', size: 5, etag, reason: 'CopyObject' },
    { bucket: BUCKET, key: 'ü b', size: 5, reason: 'PutObject' },
  ]);
  const sequencers = events.map(({ sequencer }) => sequencer);
  expect(sequencers).toEqual(sequencers.toSorted());
  expect(new Set(sequencers).size).toBe(3);
});
