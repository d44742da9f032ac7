import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { describe, expect, it } from 'vitest';
import { BUCKET, MIB, startWithBucket } from './harness.ts';
import { crc64, object, open, read, upload } from './uploads.ts';

const md5 = (bytes: Buffer): Buffer => createHash('md5').update(bytes).digest();

describe('an upload in parts', () => {
  it('becomes one object, with the ETag and full-object checksum that S3 makes of the parts', async () => {
    const { client, events, root } = await startWithBucket();
    const bodies = [Buffer.alloc(5 * MIB, 1), Buffer.alloc(6 * MIB, 2), Buffer.from('tail')];
    const target = await open(client);
    const Parts = [];
    for (const [i, body] of bodies.entries()) Parts.unshift(await upload(client, target, 10 * i + 1, body));
    const done = await client.send(
      new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts: Parts.reverse() } }),
    );
    const whole = Buffer.concat(bodies);
    expect(done).toMatchObject({
      ETag: `"${md5(Buffer.concat(bodies.map(md5))).toString('hex')}-3"`,
      ChecksumCRC64NVME: crc64(whole),
      ChecksumType: 'FULL_OBJECT',
    });
    expect(whole.equals(await read(client))).toBe(true);
    expect(events).toMatchObject([{ key: 'whole', size: whole.length, reason: 'CompleteMultipartUpload' }]);
    expect(readdirSync(path.join(root, 'buckets', BUCKET, 'uploads'))).toEqual([]);
    await expect(upload(client, target, 1, 'x')).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('keeps what CreateMultipartUpload said of the object', async () => {
    const { client } = await startWithBucket();
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ ...object, ContentType: 'text/csv', Metadata: { a: 'b' } }),
    );
    const part = await upload(client, { ...object, UploadId }, 1, 'x');
    await client.send(
      new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts: [part] } }),
    );
    expect(await client.send(new HeadObjectCommand(object))).toMatchObject({
      ContentType: 'text/csv',
      Metadata: { a: 'b' },
    });
  });

  it('takes the last of two parts with one number and drops parts that are not listed', async () => {
    const { client } = await startWithBucket();
    const target = await open(client);
    await upload(client, target, 1, 'first');
    const part = await upload(client, target, 1, 'second');
    await upload(client, target, 2, 'not listed');
    await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts: [part] } }));
    expect((await read(client)).toString()).toBe('second');
  });

  it('works with lib-storage', async () => {
    const { client } = await startWithBucket();
    const Body = Buffer.alloc(12 * MIB, 7);
    await new Upload({ client, params: { ...object, Body: Readable.from([Body]) } }).done();
    expect(Body.equals(await read(client))).toBe(true);
  });

  it('shows a composite checksum where one was chosen', async () => {
    const { client } = await startWithBucket();
    const target = await open(client, { ChecksumAlgorithm: 'SHA256' });
    await expect(
      client.send(new UploadPartCommand({ ...target, PartNumber: 1, Body: 'x', ChecksumAlgorithm: 'CRC32' })),
    ).rejects.toThrow(/expected checksum Type: sha256, actual checksum Type: crc32/);
    const sent = await client.send(
      new UploadPartCommand({ ...target, PartNumber: 1, Body: 'x', ChecksumAlgorithm: 'SHA256' }),
    );
    const part = { PartNumber: 1, ETag: sent.ETag };
    await expect(
      client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts: [part] } })),
    ).rejects.toThrow(/must include the checksum for each part/);
    const Parts = [{ ...part, ChecksumSHA256: sent.ChecksumSHA256 }];
    const done = await client.send(
      new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }),
    );
    const inner = createHash('sha256').update('x').digest();
    expect(done.ChecksumSHA256).toBe(`${createHash('sha256').update(inner).digest('base64')}-1`);
    expect(done.ChecksumType).toBe('COMPOSITE');
  });

  it('checks the whole against what the client says of it', async () => {
    const { client } = await startWithBucket();
    const target = await open(client, { ChecksumAlgorithm: 'CRC64NVME' });
    const Parts = [
      await client
        .send(new UploadPartCommand({ ...target, PartNumber: 1, Body: 'x', ChecksumAlgorithm: 'CRC64NVME' }))
        .then(({ ETag }) => ({ PartNumber: 1, ETag })),
    ];
    const complete = { ...target, MultipartUpload: { Parts } };
    await expect(
      client.send(
        new CompleteMultipartUploadCommand({ ...complete, ChecksumCRC64NVME: crc64(Buffer.from('y')) }),
      ),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(
      client.send(new CompleteMultipartUploadCommand({ ...complete, MpuObjectSize: 2 })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
    await client.send(
      new CompleteMultipartUploadCommand({
        ...complete,
        MpuObjectSize: 1,
        ChecksumType: 'FULL_OBJECT',
        ChecksumCRC64NVME: crc64(Buffer.from('x')),
      }),
    );
  });
});

describe('completing', () => {
  it('refuses lists that are wrong, and the upload goes on', async () => {
    const { client } = await startWithBucket();
    const target = await open(client);
    const small = await upload(client, target, 1, 'too small');
    const last = await upload(client, target, 2, 'last');
    for (const [name, Parts] of [
      ['InvalidPartOrder', [last, small]],
      ['InvalidPart', [{ PartNumber: 1, ETag: '"other"' }]],
      ['InvalidPart', [small, { PartNumber: 3, ETag: last.ETag }]],
      ['InvalidPart', [{ ...small, ChecksumCRC64NVME: crc64(Buffer.from('x')) }]],
      ['EntityTooSmall', [small, last]],
      ['MalformedXML', []],
    ] as const) {
      await expect(
        client.send(
          new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts: [...Parts] } }),
        ),
      ).rejects.toMatchObject({ name });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts: [last] } }));
    expect((await read(client)).toString()).toBe('last');
  });

  it('with If-None-Match leaves the upload whole when it loses', async () => {
    const { client } = await startWithBucket();
    const target = await open(client);
    const first = Buffer.alloc(5 * MIB, 1);
    const Parts = [await upload(client, target, 1, first), await upload(client, target, 2, 'tail')];
    await client.send(new PutObjectCommand({ ...object, Body: 'there already' }));
    const complete = new CompleteMultipartUploadCommand({
      ...target,
      IfNoneMatch: '*',
      MultipartUpload: { Parts },
    });
    await expect(client.send(complete)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await client.send(new DeleteObjectCommand(object));
    await client.send(complete);
    expect(Buffer.concat([first, Buffer.from('tail')]).equals(await read(client))).toBe(true);
  });

  it('happens once of many at a time', async () => {
    const { client, events } = await startWithBucket();
    const target = await open(client);
    const Parts = [
      await upload(client, target, 1, Buffer.alloc(5 * MIB)),
      await upload(client, target, 2, 'tail'),
    ];
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () =>
        client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } })),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(events).toHaveLength(1);
  });
});

describe('keeping track', () => {
  it('lists parts page by page', async () => {
    const { client } = await startWithBucket();
    const target = await open(client);
    for (const number of [3, 1, 10_000]) await upload(client, target, number, `part ${number}`);
    const page = await client.send(new ListPartsCommand({ ...target, MaxParts: 2 }));
    expect(page.Parts).toMatchObject([
      { PartNumber: 1, Size: 6 },
      { PartNumber: 3, Size: 6 },
    ]);
    expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '3' });
    const rest = await client.send(
      new ListPartsCommand({ ...target, PartNumberMarker: page.NextPartNumberMarker }),
    );
    expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([10_000]);
  });

  it('lists uploads page by page, rolled up, and forgets aborted ones', async () => {
    const { client, root } = await startWithBucket();
    const ids = new Map<string, string | undefined>();
    for (const Key of ['b', 'a/1', 'a/2', 'c']) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
      ids.set(Key, UploadId);
    }
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, MaxUploads: 3 }));
    expect(page.Uploads?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2', 'b']);
    const rest = await client.send(
      new ListMultipartUploadsCommand({
        Bucket: BUCKET,
        KeyMarker: page.NextKeyMarker,
        UploadIdMarker: page.NextUploadIdMarker,
      }),
    );
    expect(rest.Uploads).toMatchObject([{ Key: 'c', UploadId: ids.get('c') }]);
    const rolled = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Delimiter: '/' }));
    expect(rolled.CommonPrefixes).toEqual([{ Prefix: 'a/' }]);

    const aborted = { Bucket: BUCKET, Key: 'b', UploadId: ids.get('b') };
    await client.send(new UploadPartCommand({ ...aborted, PartNumber: 1, Body: 'x' }));
    await client.send(new AbortMultipartUploadCommand(aborted));
    await expect(client.send(new AbortMultipartUploadCommand(aborted))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
    const left = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(left.Uploads?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2', 'c']);
    expect(readdirSync(path.join(root, 'buckets', BUCKET, 'uploads'))).toHaveLength(3);
  });

  it('refuses part numbers out of bounds and uploads of another key', async () => {
    const { client } = await startWithBucket();
    const target = await open(client);
    for (const number of [0, 10_001]) {
      await expect(upload(client, target, number, 'x')).rejects.toMatchObject({ name: 'InvalidArgument' });
    }
    await expect(upload(client, { ...target, Key: 'other' }, 1, 'x')).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });
});
