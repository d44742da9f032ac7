import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect, it } from 'vitest';
import { BUCKET, MIB, startWithBucket } from './harness.ts';

const copy = { Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/source` };

it('copies bytes, metadata and checksum, also into another bucket', async () => {
  const { client, events } = await startWithBucket();
  await client.send(new CreateBucketCommand({ Bucket: 'other' }));
  const put = await client.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: 'source',
      Body: 'hello',
      ContentType: 'a/b',
      Metadata: { x: 'y' },
    }),
  );
  const copied = await client.send(new CopyObjectCommand({ ...copy, Bucket: 'other' }));
  expect(copied.CopyObjectResult).toMatchObject({ ETag: put.ETag, ChecksumCRC32: put.ChecksumCRC32 });
  const got = await client.send(new GetObjectCommand({ Bucket: 'other', Key: 'copy' }));
  expect(await got.Body?.transformToString()).toBe('hello');
  expect(got).toMatchObject({ ETag: put.ETag, ContentType: 'a/b', Metadata: { x: 'y' } });
  expect(events.at(-1)).toMatchObject({ bucket: 'other', key: 'copy', size: 5, reason: 'CopyObject' });
});

it('replaces metadata when told to, and only then onto itself', async () => {
  const { client } = await startWithBucket();
  await client.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: 'source', Body: 'hello', Metadata: { x: 'y' } }),
  );
  const onto = { ...copy, Key: 'source' };
  await expect(client.send(new CopyObjectCommand(onto))).rejects.toMatchObject({ name: 'InvalidRequest' });
  await client.send(new CopyObjectCommand({ ...onto, MetadataDirective: 'REPLACE', Metadata: { z: '1' } }));
  const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'source' }));
  expect(head.Metadata).toEqual({ z: '1' });
});

it('gives the copy of a multipart object the MD5 and full checksum of its bytes', async () => {
  const { client } = await startWithBucket();
  const Body = Buffer.alloc(6 * MIB, 3);
  const { ETag } = await new Upload({ client, params: { Bucket: BUCKET, Key: 'source', Body } }).done();
  expect(ETag).toMatch(/-2"$/);
  const { CopyObjectResult } = await client.send(
    new CopyObjectCommand({ ...copy, ChecksumAlgorithm: 'SHA256' }),
  );
  expect(CopyObjectResult).toMatchObject({
    ETag: `"${createHash('md5').update(Body).digest('hex')}"`,
    ChecksumSHA256: createHash('sha256').update(Body).digest('base64'),
    ChecksumType: 'FULL_OBJECT',
  });
});

it('minds conditions on both sides', async () => {
  const { client } = await startWithBucket();
  const { ETag } = await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'source', Body: 'hello' }));
  for (const condition of [
    { CopySourceIfMatch: '"other"' },
    { CopySourceIfNoneMatch: ETag },
    { CopySourceIfModifiedSince: new Date() },
    { CopySourceIfUnmodifiedSince: new Date(0) },
  ]) {
    await expect(client.send(new CopyObjectCommand({ ...copy, ...condition }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  }
  await client.send(new CopyObjectCommand({ ...copy, CopySourceIfMatch: ETag, IfNoneMatch: '*' }));
  await expect(client.send(new CopyObjectCommand({ ...copy, IfNoneMatch: '*' }))).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
});

it('refuses a source that is none', async () => {
  const { client } = await startWithBucket();
  for (const [CopySource, name] of [
    [`${BUCKET}/none`, 'NoSuchKey'],
    ['none/a', 'NoSuchBucket'],
    ['justabucket', 'InvalidArgument'],
    [`${BUCKET}/a?versionId=1`, 'NotImplemented'],
  ] as const) {
    await expect(
      client.send(new CopyObjectCommand({ ...copy, CopySource })),
      CopySource,
    ).rejects.toMatchObject({ name });
  }
});
