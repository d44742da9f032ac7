import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { uploadSource } from '../../client/upload.ts';
import { bucket, startBucket } from './start-s3.ts';

const key = 'sources/run-1/items.jsonl';

async function etagOf(s3: S3Client): Promise<string | undefined> {
  return (await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).ETag;
}

async function prepare(content: Buffer) {
  const cloud = await startBucket();
  const path = join(cloud.directory, 'items.jsonl');
  await writeFile(path, content);
  const upload = { bucket, runId: 'run-1', path, name: 'items.jsonl' };
  return { ...cloud, path, upload };
}

test.each([0, 1, 5_000, 21 * 1024 ** 2])('puts a file of %i bytes into the bucket', async (bytes) => {
  const content = randomBytes(bytes);
  await using at = await prepare(content);
  const uri = await uploadSource(at.s3, at.upload);
  expect(uri).toBe(`s3://${bucket}/${key}`);
  const { Body } = await at.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const stored = Buffer.from((await Body?.transformToByteArray()) ?? []);
  expect(stored.equals(content)).toBe(true);
});

test('tells how many bytes are sent', async () => {
  await using at = await prepare(randomBytes(9 * 1024 ** 2));
  const told: number[] = [];
  await uploadSource(at.s3, { ...at.upload, onProgress: (sent) => told.push(sent) });
  expect(told.at(-1)).toBe(9 * 1024 ** 2);
});

test('leaves alone what is there already, whatever its size', async () => {
  await using at = await prepare(randomBytes(9 * 1024 ** 2));
  let sends = 0;
  const count = { ...at.upload, onProgress: () => sends++ };
  await uploadSource(at.s3, count);
  const first = { etag: await etagOf(at.s3), sends };
  await uploadSource(at.s3, count);
  expect({ etag: await etagOf(at.s3), sends }).toEqual(first);
});

test('replaces another file only if no run was made from it', async () => {
  await using at = await prepare(Buffer.from('{"n":1}\n'));
  await uploadSource(at.s3, at.upload);
  const etag = await etagOf(at.s3);
  await writeFile(at.path, '{"n":2}\n');
  const refused = uploadSource(at.s3, { ...at.upload, mayReplace: async () => false });
  await expect(refused).rejects.toMatchObject({
    code: 'SourceDiffers',
    message: expect.stringContaining('items.jsonl'),
  });
  expect(await etagOf(at.s3)).toBe(etag);
  await uploadSource(at.s3, { ...at.upload, mayReplace: async () => true });
  expect(await etagOf(at.s3)).not.toBe(etag);
});

test('stops when it is told to, and leaves no object behind', async () => {
  await using at = await prepare(randomBytes(30 * 1024 ** 2));
  const stop = new AbortController();
  const stopped = uploadSource(at.s3, { ...at.upload, signal: stop.signal, onProgress: () => stop.abort() });
  await expect(stopped).rejects.toThrow();
  await expect(etagOf(at.s3)).rejects.toMatchObject({ name: 'NotFound' });
});

test.each(['new\nline.jsonl', '../items.jsonl', 'é'.repeat(600)])(
  'sends nothing under a name that no source may have: %j',
  async (name) => {
    await using at = await prepare(Buffer.from('{"n":1}\n'));
    const refused = uploadSource(at.s3, { ...at.upload, name });
    await expect(refused).rejects.toMatchObject({
      code: 'InvalidUsage',
      message: expect.stringContaining("can't be uploaded, rename it"),
    });
  },
);
