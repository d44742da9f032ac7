import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { BUCKET, MIB, startWithBucket } from './harness.ts';

describe('an object', () => {
  it('comes back as it was put, with its metadata', async () => {
    const { client } = await startWithBucket();
    const put = await client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'a',
        Body: 'hello',
        ContentType: 'text/plain',
        ContentEncoding: 'identity',
        CacheControl: 'no-store',
        Metadata: { one: '1', two: 'zwei' },
      }),
    );
    expect(put.ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);

    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(await got.Body?.transformToString()).toBe('hello');
    const head = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    for (const read of [got, head]) {
      expect(read).toMatchObject({
        ETag: put.ETag,
        ContentLength: 5,
        ContentType: 'text/plain',
        ContentEncoding: 'identity',
        CacheControl: 'no-store',
        Metadata: { one: '1', two: 'zwei' },
        AcceptRanges: 'bytes',
      });
      expect(read.LastModified?.getMilliseconds()).toBe(0);
    }
  });

  it('is replaced by the next of its key and may be empty', async () => {
    const { client } = await startWithBucket();
    await client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'first', Metadata: { x: 'y' } }),
    );
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: Buffer.alloc(0) }));
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(await got.Body?.transformToString()).toBe('');
    expect(got).toMatchObject({ ContentLength: 0, ContentType: 'application/octet-stream', Metadata: {} });
  });

  it('stays whole for its reader while it is replaced', async () => {
    const { client } = await startWithBucket();
    const Body = Buffer.alloc(20 * MIB, 1);
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body }));
    const { Body: reading } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'other' }));
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(Body.equals((await reading?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
  });

  it('streams in and out', async () => {
    const { client } = await startWithBucket();
    const pieces = Array.from({ length: 50 }, (_, i) => Buffer.alloc(100_000, i));
    const Body = Readable.from(pieces);
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body, ContentLength: 5_000_000 }));
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(Buffer.concat(pieces).equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(
      true,
    );
    expect(got.ContentEncoding).toBeUndefined();
  });

  it('that is not there is NoSuchKey', async () => {
    const { client } = await startWithBucket();
    await expect(client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    await expect(client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('answers with the headers that a request overrides', async () => {
    const { client } = await startWithBucket();
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
    const got = await client.send(
      new GetObjectCommand({
        Bucket: BUCKET,
        Key: 'a',
        ResponseContentType: 'a/b',
        ResponseCacheControl: 'c',
      }),
    );
    expect(got).toMatchObject({ ContentType: 'a/b', CacheControl: 'c' });
    await expect(
      client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a', ResponseContentType: 'a\nb' })),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('deleting', () => {
  it('is fine with a key that is not there', async () => {
    const { client } = await startWithBucket();
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(KeyCount).toBe(0);
  });

  it('takes many keys at once and reports each', async () => {
    const { client } = await startWithBucket();
    const { ETag } = await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'x' }));
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'b', Body: 'x' }));
    const result = await client.send(
      new DeleteObjectsCommand({
        Bucket: BUCKET,
        Delete: { Objects: [{ Key: 'a', ETag }, { Key: 'b', ETag: '"other"' }, { Key: 'c' }] },
      }),
    );
    expect(result.Deleted?.map(({ Key }) => Key)).toEqual(['a', 'c']);
    expect(result.Errors).toMatchObject([{ Key: 'b', Code: 'PreconditionFailed' }]);
    const quiet = await client.send(
      new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Quiet: true, Objects: [{ Key: 'b' }] } }),
    );
    expect(quiet.Deleted).toBeUndefined();
  });

  it('refuses versions', async () => {
    const { client } = await startWithBucket();
    const Delete = { Objects: [{ Key: 'a', VersionId: 'v' }] };
    await expect(client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }))).rejects.toThrow(
      /versions are not supported/,
    );
  });
});
