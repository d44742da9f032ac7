import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { BUCKET, errorCode, sendRaw, startWithBucket } from './harness.ts';

const ODD_KEYS = [
  'plain',
  'Plain',
  '..',
  '../../../escape',
  './a',
  'a//b',
  'a/',
  'a',
  '/a',
  '//',
  'a b+c%20d',
  'ü',
  'u\u0308',
  '\uffee',
  '😀',
  '日本語/キー',
  ' ',
  '\t\r\nx',
  '&<>"\'',
  'a?b#c',
  'CON.txt',
  '__proto__',
  '\u0001\u0085\u2028',
  'x'.repeat(1024),
  `${'long/'.repeat(200)}end`,
];

it('keeps keys of every kind apart, and inside its folder', async () => {
  const { client, root } = await startWithBucket();
  for (const Key of ODD_KEYS) {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: `body of ${Key}` }));
  }
  for (const Key of ODD_KEYS) {
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    expect(await got.Body?.transformToString(), Key).toBe(`body of ${Key}`);
  }
  const listed = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  const sorted = ODD_KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(listed.Contents?.map(({ Key }) => Key)).toEqual(sorted);
  expect(existsSync(path.join(root, '..', 'escape'))).toBe(false);
  expect(readdirSync(root).sort()).toEqual(['buckets', 'incoming', 'segments']);

  const CopySource = `${BUCKET}/${encodeURIComponent('../../../escape')}`;
  await client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource }));
  const Objects = [...ODD_KEYS, 'copy'].map((Key) => ({ Key }));
  const { Errors, Deleted } = await client.send(
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }),
  );
  expect([Errors, Deleted?.length]).toEqual([undefined, Objects.length]);
  expect((await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount).toBe(0);
  expect(readdirSync(path.join(root, 'buckets', BUCKET, 'objects'))).toEqual([]);
});

it('writes keys URL-encoded when asked to', async () => {
  const { client } = await startWithBucket();
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a b/ü+', Body: 'x' }));
  const listed = await client.send(
    new ListObjectsV2Command({ Bucket: BUCKET, EncodingType: 'url', Prefix: 'a ', Delimiter: 'ü' }),
  );
  expect(listed).toMatchObject({ Prefix: 'a%20', Delimiter: '%C3%BC', EncodingType: 'url' });
  expect(listed.CommonPrefixes).toEqual([{ Prefix: 'a%20b/%C3%BC' }]);
});

it('refuses a key that is too long or not UTF-8', async () => {
  const { server, client } = await startWithBucket();
  const Key = 'ü'.repeat(513);
  await expect(client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }))).rejects.toMatchObject({
    name: 'KeyTooLongError',
  });
  expect(errorCode(await sendRaw(server, 'PUT', '/bucket/%ff'))).toBe('InvalidURI');
});
