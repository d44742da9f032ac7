import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { BUCKET, MIB, start, startWithBucket } from './harness.ts';
import { crc64, object, open, read, upload } from './uploads.ts';

const bodies = [randomBytes(5 * MIB + 1), randomBytes(6 * MIB), randomBytes(100_000)];
const whole = Buffer.concat(bodies);
const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

async function complete(client: S3Client): Promise<string> {
  const target = await open(client);
  const Parts = [];
  for (const [i, body] of bodies.entries()) Parts.push(await upload(client, target, i + 1, body));
  await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));
  return target.UploadId ?? '';
}

it('reads any range of an object in segments', async () => {
  const { client } = await startWithBucket();
  await complete(client);
  const [a = 0, b = 0] = bodies.map(({ length }) => length);
  const edges = [0, 1, a - 1, a, a + 1, a + b - 1, a + b, a + b + 1, whole.length - 1];
  for (const first of edges) {
    for (const last of edges.filter((edge) => edge >= first)) {
      const { Body } = await client.send(
        new GetObjectCommand({ ...object, Range: `bytes=${first}-${last}` }),
      );
      const got = Buffer.from((await Body?.transformToByteArray()) ?? []);
      expect(got.equals(whole.subarray(first, last + 1))).toBe(true);
    }
  }
});

it('keeps parts where they are', async () => {
  const { client, root } = await startWithBucket();
  const target = await open(client);
  const Parts = [];
  for (const [i, body] of bodies.entries()) Parts.push(await upload(client, target, i + 1, body));
  const { UploadId = '' } = target;
  const uploads = path.join(root, 'buckets', BUCKET, 'uploads');
  const inodes = (folder: string): number[] =>
    readdirSync(folder)
      .filter((name) => name !== 'upload.json')
      .map((name) => statSync(path.join(folder, name)).ino);
  const before = inodes(path.join(uploads, UploadId));
  await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));
  expect(inodes(path.join(root, 'segments', UploadId))).toEqual(before);
});

it.each([
  ['deleted', () => new DeleteObjectCommand(object)],
  ['replaced', () => new PutObjectCommand({ ...object, Body: 'other' })],
])('stays whole for a reader when it is %s, then goes away', async (_how, command) => {
  const { client, server, root } = await startWithBucket();
  const id = await complete(client);
  const [response] = await once(get(`${server.url}/${BUCKET}/${object.Key}`), 'response');
  await client.send(command());
  expect(readdirSync(path.join(root, 'segments'))).toEqual([id]);
  expect(whole.equals(await buffer(response))).toBe(true);
  await server.close();
  expect(readdirSync(path.join(root, 'segments'))).toEqual([]);
});

it('is copied by links that outlive it, also over a restart', async () => {
  const { client, server, root } = await startWithBucket();
  await complete(client);
  const CopySource = `${BUCKET}/${object.Key}`;
  const copied = await client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource }));
  expect(copied.CopyObjectResult).toMatchObject({ ETag: `"${md5(whole)}"`, ChecksumCRC64NVME: crc64(whole) });
  await client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'again', CopySource: `${BUCKET}/copy` }));
  for (const Key of [object.Key, 'copy']) await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  await server.close();
  expect(readdirSync(path.join(root, 'segments'))).toHaveLength(1);

  const restarted = await start(root);
  expect(whole.equals(await read(restarted.client, 'again'))).toBe(true);
});

it('gives parts that span its segments, also over a restart', async () => {
  const { client, server, root } = await startWithBucket();
  await complete(client);
  const CopySource = `${BUCKET}/${object.Key}`;
  const target = await open(client, {}, 'joined');
  const ranges = [
    [1, 5 * MIB + 10],
    [0, whole.length - 1],
    [5 * MIB, whole.length - 2],
  ] as const;
  const Parts = [];
  for (const [i, [first, last]] of ranges.entries()) {
    const { CopyPartResult } = await client.send(
      new UploadPartCopyCommand({
        ...target,
        PartNumber: i + 1,
        CopySource,
        CopySourceRange: `bytes=${first}-${last}`,
      }),
    );
    expect(CopyPartResult?.ETag).toBe(`"${md5(whole.subarray(first, last + 1))}"`);
    Parts.push({ PartNumber: i + 1, ETag: CopyPartResult?.ETag });
  }
  await client.send(new DeleteObjectCommand(object));
  await server.close();

  const restarted = await start(root);
  await restarted.client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));
  const expected = Buffer.concat(ranges.map(([first, last]) => whole.subarray(first, last + 1)));
  expect(expected.equals(await read(restarted.client, target.Key))).toBe(true);
  const head = await restarted.client.send(
    new HeadObjectCommand({ Bucket: BUCKET, Key: target.Key, ChecksumMode: 'ENABLED' }),
  );
  expect(head.ChecksumCRC64NVME).toBe(crc64(expected));
});
