import {
  CompleteMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { BUCKET, MIB, startWithBucket } from './harness.ts';
import { crc64, object, open, read } from './uploads.ts';

describe('copying a part', () => {
  it('takes whole objects and ranges, and leaves the source as it was', async () => {
    const { client } = await startWithBucket();
    const source = Buffer.from(Array.from({ length: 6 * MIB }, (_, i) => i % 253));
    const { ETag: sourceTag } = await client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'source', Body: source }),
    );
    const target = await open(client);
    const from = { ...target, CopySource: `${BUCKET}/source`, CopySourceIfMatch: sourceTag };
    const Parts = [];
    for (const [i, CopySourceRange] of [undefined, 'bytes=1-5242881', undefined, 'bytes=9-9'].entries()) {
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({ ...from, PartNumber: i + 1, CopySourceRange }),
      );
      Parts.push({ PartNumber: i + 1, ETag: CopyPartResult?.ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));
    const expected = Buffer.concat([source, source.subarray(1, 5242882), source, source.subarray(9, 10)]);
    expect(expected.equals(await read(client))).toBe(true);
    expect(source.equals(await read(client, 'source'))).toBe(true);
    const head = await client.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumCRC64NVME).toBe(crc64(expected));
  });

  it('keeps its bytes when the source is replaced or deleted before Complete', async () => {
    const { client } = await startWithBucket();
    const target = await open(client);
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'source', Body: 'before' }));
    const { CopyPartResult } = await client.send(
      new UploadPartCopyCommand({ ...target, PartNumber: 1, CopySource: `${BUCKET}/source` }),
    );
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'source', Body: 'after' }));
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'source' }));
    const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
    await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));
    expect((await read(client)).toString()).toBe('before');
  });

  it('refuses ranges that S3 refuses, and a source that changed', async () => {
    const { client } = await startWithBucket();
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'source', Body: 'small' }));
    const from = { ...(await open(client)), PartNumber: 1, CopySource: `${BUCKET}/source` };
    for (const [name, options] of [
      ['InvalidRequest', { CopySourceRange: 'bytes=0-1' }],
      ['InvalidArgument', { CopySourceRange: 'bytes=0-5' }],
      ['InvalidArgument', { CopySourceRange: 'bytes=0-' }],
      ['PreconditionFailed', { CopySourceIfMatch: '"other"' }],
    ] as const) {
      await expect(client.send(new UploadPartCopyCommand({ ...from, ...options }))).rejects.toMatchObject({
        name,
      });
    }
  });
});
