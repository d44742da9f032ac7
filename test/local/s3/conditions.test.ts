import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { BUCKET, sendRaw, startWithBucket } from './harness.ts';

const object = { Bucket: BUCKET, Key: 'a' };

async function put(client: S3Client, Body: string): Promise<string | undefined> {
  return (await client.send(new PutObjectCommand({ ...object, Body }))).ETag;
}

describe('a conditional write', () => {
  it('with If-None-Match happens only without an object', async () => {
    const { client } = await startWithBucket();
    await client.send(new PutObjectCommand({ ...object, Body: 'one', IfNoneMatch: '*' }));
    await expect(
      client.send(new PutObjectCommand({ ...object, Body: 'two', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    const got = await client.send(new GetObjectCommand(object));
    expect(await got.Body?.transformToString()).toBe('one');
  });

  it('with If-None-Match has one winner of many at once', async () => {
    const { client, events } = await startWithBucket();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        client.send(new PutObjectCommand({ ...object, Body: `writer ${i}`, IfNoneMatch: '*' })),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(events).toHaveLength(1);
  });

  it('with If-Match needs that very object', async () => {
    const { client } = await startWithBucket();
    await expect(
      client.send(new PutObjectCommand({ ...object, Body: 'x', IfMatch: '"none"' })),
    ).rejects.toMatchObject({ name: 'NoSuchKey' });
    const ETag = await put(client, 'one');
    await client.send(new PutObjectCommand({ ...object, Body: 'two', IfMatch: ETag }));
    await expect(
      client.send(new PutObjectCommand({ ...object, Body: 'three', IfMatch: ETag })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(client.send(new DeleteObjectCommand({ ...object, IfMatch: ETag }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });

  it('knows no other If-None-Match than *', async () => {
    const { client } = await startWithBucket();
    await expect(
      client.send(new PutObjectCommand({ ...object, Body: 'x', IfNoneMatch: '"etag"' })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

describe('a conditional read', () => {
  it('goes by the entity tag', async () => {
    const { client } = await startWithBucket();
    const ETag = await put(client, 'one');
    await client.send(new GetObjectCommand({ ...object, IfMatch: ETag }));
    await client.send(new GetObjectCommand({ ...object, IfNoneMatch: '"other"' }));
    await expect(client.send(new GetObjectCommand({ ...object, IfMatch: '"other"' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(client.send(new GetObjectCommand({ ...object, IfNoneMatch: ETag }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
  });

  it('goes by the time', async () => {
    const { client } = await startWithBucket();
    await put(client, 'one');
    const { LastModified = new Date() } = await client.send(new HeadObjectCommand(object));
    const before = new Date(LastModified.getTime() - 1000);
    await client.send(new GetObjectCommand({ ...object, IfModifiedSince: before }));
    await client.send(new GetObjectCommand({ ...object, IfUnmodifiedSince: LastModified }));
    await expect(
      client.send(new GetObjectCommand({ ...object, IfModifiedSince: LastModified })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(
      client.send(new GetObjectCommand({ ...object, IfUnmodifiedSince: before })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('lets tags outweigh times', async () => {
    const { client, server } = await startWithBucket();
    const etag = (await put(client, 'one')) ?? '';
    const past = new Date(0).toUTCString();
    const matched = await sendRaw(server, 'GET', '/bucket/a', {
      'if-match': etag,
      'if-unmodified-since': past,
    });
    expect(matched.status).toBe(200);
    const future = new Date(Date.now() + 100_000).toUTCString();
    const unmatched = await sendRaw(server, 'GET', '/bucket/a', {
      'if-none-match': '"x", "y"',
      'if-modified-since': future,
    });
    expect(unmatched.status).toBe(200);
  });
});
