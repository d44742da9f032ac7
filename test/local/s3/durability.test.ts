import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { forkServer, killServer } from './fork-server.ts';
import { BUCKET, clientFor, MIB, start, startWithBucket, temporaryFolder } from './harness.ts';
import { open, read, upload } from './uploads.ts';

const object = { Bucket: BUCKET, Key: 'a' };

it('has everything again after a restart', async () => {
  const { client, server, root } = await startWithBucket();
  const put = await client.send(
    new PutObjectCommand({
      ...object,
      Body: 'hello',
      ContentType: 'a/b',
      Metadata: { long: 'x'.repeat(2000) },
    }),
  );
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'whole' }));
  const target = { Bucket: BUCKET, Key: 'whole', UploadId };
  const bodies = [Buffer.alloc(5 * MIB, 1), Buffer.from('tail')];
  const Parts = [];
  for (const [i, Body] of bodies.entries()) {
    const { ETag } = await client.send(new UploadPartCommand({ ...target, PartNumber: i + 1, Body }));
    Parts.push({ PartNumber: i + 1, ETag });
  }
  const before = await client.send(new HeadObjectCommand(object));
  const partsBefore = await client.send(new ListPartsCommand(target));
  await server.close();

  const again = await start(root);
  const after = await again.client.send(new GetObjectCommand(object));
  expect(await after.Body?.transformToString()).toBe('hello');
  expect(after).toMatchObject({ ETag: put.ETag, ContentType: 'a/b', Metadata: before.Metadata });
  expect(after.LastModified).toEqual(before.LastModified);
  const { Uploads } = await again.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  expect(Uploads).toMatchObject([{ Key: 'whole', UploadId }]);
  expect((await again.client.send(new ListPartsCommand(target))).Parts).toEqual(partsBefore.Parts);
  await again.client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));
  const { ContentLength } = await again.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'whole' }));
  expect(ContentLength).toBe(5 * MIB + 4);
});

it('shows whole objects only, after it was killed amid many writes', async () => {
  const root = temporaryFolder();
  const first = await forkServer(root);
  const client = clientFor(first.url);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  // A body whose end never comes.
  const { port } = new URL(first.url);
  const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  socket.write(`PUT /${BUCKET}/half HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 9000000\r\n\r\n`);
  socket.write(Buffer.alloc(5 * MIB));
  const done: string[] = [];
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let i = 0; ; i++) {
      const Key = `${writer}/${i}`;
      const Body = Buffer.alloc(1000 + i * 20_000, i);
      const sent = await client
        .send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
        .catch(() => undefined);
      if (sent === undefined) return;
      done.push(Key);
      if (done.length === 100) await killServer(first);
    }
  });
  await Promise.all(writers);

  const second = await forkServer(root);
  const reader = clientFor(second.url);
  const { Contents = [] } = await reader.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  const keys = Contents.map(({ Key }) => Key);
  expect(keys).toEqual(expect.arrayContaining(done));
  expect(keys).not.toContain('half');
  for (const { Key, ETag, Size } of Contents) {
    const { Body } = await reader.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    expect(bytes.length).toBe(Size);
    expect(`"${createHash('md5').update(bytes).digest('hex')}"`).toBe(ETag);
  }
  expect(readdirSync(path.join(root, 'incoming'))).toEqual([]);
});

it('finishes a Complete that was killed after the object appeared', async () => {
  const { client, server, root } = await startWithBucket();
  const target = await open(client);
  const bodies = [Buffer.alloc(5 * MIB, 1), Buffer.from('tail')];
  const Parts = [
    await upload(client, target, 1, bodies[0] ?? ''),
    await upload(client, target, 2, bodies[1] ?? ''),
  ];
  await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));
  await server.close();
  // The step that comes after the object's: the upload's folder becomes the object's.
  const { UploadId = '' } = target;
  const uploads = path.join(root, 'buckets', BUCKET, 'uploads');
  renameSync(path.join(root, 'segments', UploadId), path.join(uploads, UploadId));
  writeFileSync(path.join(uploads, UploadId, 'upload.json'), '{}');

  const again = await start(root);
  expect(Buffer.concat(bodies).equals(await read(again.client))).toBe(true);
  expect(readdirSync(uploads)).toEqual([]);
  expect(readdirSync(path.join(root, 'segments', UploadId))).toHaveLength(2);
});

it('drops segments that no object needs, and refuses to start without those that one needs', async () => {
  const { client, server, root } = await startWithBucket();
  const target = await open(client);
  const Parts = [await upload(client, target, 1, 'x')];
  await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }));
  await server.close();
  mkdirSync(path.join(root, 'segments', 'stray'));

  const again = await start(root);
  expect((await read(again.client)).toString()).toBe('x');
  await again.server.close();
  expect(readdirSync(path.join(root, 'segments'))).toEqual([target.UploadId]);
  rmSync(path.join(root, 'segments'), { recursive: true });
  await expect(start(root)).rejects.toThrow(/segments of object "whole" are missing/);
});

it('drops what is left of an upload that was completed, and of files on their way', async () => {
  const { client, server, root } = await startWithBucket();
  const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand(object));
  const target = { ...object, UploadId };
  const { ETag } = await client.send(new UploadPartCommand({ ...target, PartNumber: 1, Body: 'x' }));
  await client.send(
    new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
  );
  await server.close();
  const uploads = path.join(root, 'buckets', BUCKET, 'uploads');
  mkdirSync(path.join(root, 'left'));
  writeFileSync(path.join(root, 'left', 'upload.json'), JSON.stringify({ uploadId: UploadId, key: 'a' }));
  renameSync(path.join(root, 'left'), path.join(uploads, UploadId));
  writeFileSync(path.join(root, 'incoming', '1'), 'half a body');

  const again = await start(root);
  const listed = await again.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  expect(listed.Uploads).toBeUndefined();
  await again.server.close();
  expect([readdirSync(uploads), readdirSync(path.join(root, 'incoming'))]).toEqual([[], []]);
});

it('does not start on a folder with a damaged object', async () => {
  const { client, server, root } = await startWithBucket();
  await client.send(new PutObjectCommand({ ...object, Body: 'hello' }));
  await server.close();
  writeFileSync(path.join(root, 'buckets', BUCKET, 'objects', 'stray'), 'something else');
  await expect(start(root)).rejects.toThrow(/does not end as an object/);
});
