import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { startS3 } from '../../../../local/s3/index.ts';
import { listObjects } from '../../../../local/step-functions/map-run/list-objects.ts';

it('lists page after page', async () => {
  const root = await mkdtemp(join(tmpdir(), 'list-'));
  const account = { region: 'us-east-1', accountId: '000000000000' };
  const server = await startS3({ root, account });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const s3 = new S3Client({
    endpoint: server.url,
    region: account.region,
    credentials,
    forcePathStyle: true,
  });
  let pages = 0;
  // Pages of two, where S3's own would need a thousand objects.
  s3.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName !== 'ListObjectsV2Command') return next(args);
        pages += 1;
        return next({ ...args, input: { ...args.input, MaxKeys: 2 } });
      },
    { step: 'initialize' },
  );
  try {
    await s3.send(new CreateBucketCommand({ Bucket: 'data' }));
    for (const Key of ['p/e', 'p/a', 'p/d', 'p/c', 'p/b', 'q/z']) {
      await s3.send(new PutObjectCommand({ Bucket: 'data', Key, Body: 'x' }));
    }
    const keys: string[] = [];
    for await (const { Key } of listObjects(s3, { bucket: 'data', prefix: 'p/' })) keys.push(Key);
    expect(keys).toEqual(['p/a', 'p/b', 'p/c', 'p/d', 'p/e']);
    expect(pages).toBe(3);
  } finally {
    s3.destroy();
    await server.close();
    await rm(root, { recursive: true });
  }
});
