import {
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { BUCKET, errorCode, sendRaw, startWithBucket } from './harness.ts';

const object = { Bucket: BUCKET, Key: 'a' };

describe('what is not supported', () => {
  it('is refused by name: operations and sub-resources', async () => {
    const { client } = await startWithBucket();
    await client.send(new PutObjectCommand({ ...object, Body: 'x' }));
    const attempts: ((client: S3Client) => Promise<unknown>)[] = [
      (c) => c.send(new ListObjectsCommand({ Bucket: BUCKET })),
      (c) => c.send(new ListObjectVersionsCommand({ Bucket: BUCKET })),
      (c) =>
        c.send(
          new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }),
        ),
      (c) => c.send(new GetObjectAclCommand(object)),
      (c) => c.send(new GetObjectAttributesCommand({ ...object, ObjectAttributes: ['ETag'] })),
      (c) => c.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [] } })),
      (c) => c.send(new GetObjectCommand({ ...object, PartNumber: 1 })),
      (c) => c.send(new GetObjectCommand({ ...object, VersionId: 'v' })),
    ];
    for (const attempt of attempts) {
      await expect(attempt(client)).rejects.toMatchObject({
        name: 'NotImplemented',
        $metadata: { httpStatusCode: 501 },
      });
    }
  });

  it('is refused by name: headers that change the meaning', async () => {
    const { client } = await startWithBucket();
    const put = { ...object, Body: 'x' };
    for (const options of [
      { Tagging: 'a=b' },
      { ServerSideEncryption: 'aws:kms' },
      { StorageClass: 'GLACIER' },
      { ACL: 'public-read' },
      { WebsiteRedirectLocation: '/b' },
      { ObjectLockMode: 'COMPLIANCE' },
      { WriteOffsetBytes: 1 },
    ] as const) {
      await expect(client.send(new PutObjectCommand({ ...put, ...options }))).rejects.toMatchObject({
        name: 'NotImplemented',
      });
    }
    await expect(client.send(new PutObjectCommand({ ...put, Tagging: 'a=b' }))).rejects.toThrow(
      'Header x-amz-tagging: a=b is not supported for PutObject; leave it out.',
    );
  });

  it('leaves what a bucket does anyway', async () => {
    const { client } = await startWithBucket();
    await client.send(
      new PutObjectCommand({
        ...object,
        Body: 'x',
        StorageClass: 'STANDARD',
        ServerSideEncryption: 'AES256',
      }),
    );
  });

  it('includes metadata beyond 2 KB and bodies of unknown length', async () => {
    const { client, server } = await startWithBucket();
    await expect(
      client.send(new PutObjectCommand({ ...object, Body: 'x', Metadata: { a: 'x'.repeat(2048) } })),
    ).rejects.toMatchObject({ name: 'MetadataTooLarge' });
    const raw = await sendRaw(server, 'PUT', '/bucket/a', { 'transfer-encoding': 'chunked' }, 'x');
    expect([raw.status, errorCode(raw)]).toEqual([411, 'MissingContentLength']);
    const large = await sendRaw(server, 'PUT', '/bucket/a', {
      'x-amz-decoded-content-length': String(6 * 1024 ** 3),
      'content-encoding': 'aws-chunked',
    });
    expect(errorCode(large)).toBe('EntityTooLarge');
  });
});

describe('a document', () => {
  it('must be XML of the right shape, in UTF-8', async () => {
    const { server } = await startWithBucket();
    const remove = async (body: string | Buffer) =>
      errorCode(await sendRaw(server, 'POST', '/bucket?delete', {}, body));
    for (const body of [
      '',
      'no xml',
      '<Delete><Object>',
      '<Delete/>',
      '<Other/>',
      '<Delete><Object><Key>a</Key><Other/></Object></Delete>',
      '<Delete><Object><Key>&#xD800;</Key></Object></Delete>',
      '<!DOCTYPE a [<!ENTITY b "c">]><Delete><Object><Key>&b;</Key></Object></Delete>',
      Buffer.from('<Delete><Object><Key>\xff</Key></Object></Delete>', 'latin1'),
    ]) {
      expect(await remove(body), String(body)).toBe('MalformedXML');
    }
    const indented =
      '<?xml version="1.0"?>\n<Delete>\n  <Object>\n    <Key>a</Key>\n  </Object>\n</Delete>\n';
    expect(await remove(indented)).toBeUndefined();
  });
});

describe('callers', () => {
  it('are let in only by a local name', async () => {
    const { server, client } = await startWithBucket();
    await client.send(new PutObjectCommand({ ...object, Body: 'x' }));
    const { port } = new URL(server.url);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1:1', `bucket.localhost:${port}`]) {
      const refused = await sendRaw(server, 'GET', '/bucket/a', { host });
      expect([refused.status, errorCode(refused)], host).toEqual([403, 'AccessDenied']);
    }
    expect((await sendRaw(server, 'GET', '/bucket/a', { host: `localhost:${port}` })).status).toBe(200);
    const page = await sendRaw(server, 'POST', '/bucket?delete', { origin: 'https://evil.example' });
    expect(page.status).toBe(403);
  });

  it('may use presigned URLs', async () => {
    const { server } = await startWithBucket();
    const presigned =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2Fb&X-Amz-Date=20260101T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=abc';
    const put = await sendRaw(
      server,
      'PUT',
      `/bucket/a?${presigned}&x-amz-meta-own=1&x-id=PutObject`,
      {},
      'hello',
    );
    expect(put.status).toBe(200);
    const got = await sendRaw(
      server,
      'GET',
      `/bucket/a?${presigned}&x-amz-checksum-mode=ENABLED&x-id=GetObject`,
    );
    expect(got.body).toBe('hello');
    expect(got.headers).toMatchObject({ 'x-amz-meta-own': '1', 'x-amz-checksum-type': 'FULL_OBJECT' });
  });
});
