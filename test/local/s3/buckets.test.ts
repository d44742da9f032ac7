import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { ACCOUNT } from './account.ts';
import { BUCKET, start, startWithBucket } from './harness.ts';

it('makes, finds, lists and deletes buckets', async () => {
  const { client } = await start();
  for (const Bucket of ['second', 'first', 'third']) await client.send(new CreateBucketCommand({ Bucket }));

  const { Buckets } = await client.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(['first', 'second', 'third']);
  expect(Buckets?.[0]?.CreationDate).toBeInstanceOf(Date);
  const page = await client.send(new ListBucketsCommand({ MaxBuckets: 2 }));
  const rest = await client.send(new ListBucketsCommand({ ContinuationToken: page.ContinuationToken }));
  expect([page.Buckets?.length, rest.Buckets?.map(({ Name }) => Name)]).toEqual([2, ['third']]);

  const head = await client.send(new HeadBucketCommand({ Bucket: 'first' }));
  expect(head.BucketRegion).toBe(ACCOUNT.region);
  const location = await client.send(new GetBucketLocationCommand({ Bucket: 'first' }));
  expect(location.LocationConstraint).toBe(ACCOUNT.region);

  await client.send(new DeleteBucketCommand({ Bucket: 'first' }));
  await expect(client.send(new HeadBucketCommand({ Bucket: 'first' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
  });
});

it('refuses a bucket that exists, a name that is none and another region', async () => {
  const { client } = await startWithBucket();
  await expect(client.send(new CreateBucketCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
    name: 'BucketAlreadyOwnedByYou',
  });
  for (const Bucket of ['Upper', 'a..b', '-a', '1.2.3.4']) {
    await expect(client.send(new CreateBucketCommand({ Bucket })), Bucket).rejects.toMatchObject({
      name: 'InvalidBucketName',
    });
  }
  const elsewhere = new CreateBucketCommand({
    Bucket: 'elsewhere',
    CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
  });
  await expect(client.send(elsewhere)).rejects.toThrow(/eu-west-1.*only eu-central-1 is allowed/);
});

it('deletes only an empty bucket', async () => {
  const { client } = await startWithBucket();
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
  await expect(client.send(new DeleteBucketCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
  });
});

it('knows no bucket that was not made', async () => {
  const { client } = await start();
  const none = { Bucket: 'none' };
  for (const attempt of [
    client.send(new DeleteBucketCommand(none)),
    client.send(new ListObjectsV2Command(none)),
    client.send(new PutObjectCommand({ ...none, Key: 'a', Body: 'x' })),
  ]) {
    await expect(attempt).rejects.toMatchObject({ name: 'NoSuchBucket' });
  }
});

it('refuses an owner other than the account', async () => {
  const { client } = await startWithBucket();
  const input = { Bucket: BUCKET, Key: 'a', Body: 'x' };
  await client.send(new PutObjectCommand({ ...input, ExpectedBucketOwner: ACCOUNT.accountId }));
  await expect(
    client.send(new PutObjectCommand({ ...input, ExpectedBucketOwner: '999999999999' })),
  ).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
});
