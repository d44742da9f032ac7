import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createS3Client } from '../../aws/clients.ts';
import { expectOwners } from '../../aws/expect-owners.ts';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { type Storage, startStorage } from '../support/start-storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage();
  await storage.store.putText('bucket', 'there', 'twelve bytes', 'text/plain');
});
afterAll(() => storage.close());

const piece = { key: 'there', start: 0, end: 12, whole: true } as const;
const upload = { key: 'new', uploadId: 'any' };
const told = { contentType: 'text/plain', crc64nvme: 'AAAAAAAAAAA=' };

describe('a bucket that is another account’s by now', () => {
  const store = () => createObjectStore(createS3Client([{ bucket: 'bucket', account: '999999999999' }]));

  test.each<[string, () => Promise<unknown>]>([
    ['looked at', () => store().head('bucket', 'there')],
    ['read', () => store().readText('bucket', 'there')],
    ['read as a stream', () => store().stream('bucket', 'there')],
    ['read in a range', () => store().readPiece('bucket', { ...piece, end: 5, whole: false })],
    ['read into memory', () => store().readPieceInto('bucket', piece, Buffer.alloc(12))],
    ['written to', () => store().putText('bucket', 'new', 'text', 'text/plain')],
    ['written to with a checksum', () => store().put('bucket', 'new', Buffer.alloc(0), told)],
    [
      'written to by a writer',
      async () => {
        const writer = store().openWriter('bucket', 'new', 'text/plain');
        await writer.write(Buffer.alloc(9 * 1024 ** 2));
        await writer.close();
      },
    ],
    ['given an upload', () => store().multipart.open('bucket', 'new', 'text/plain')],
    ['given a part', () => store().multipart.send('bucket', upload, 1, Buffer.from('part'))],
    ['copied', () => store().multipart.copy('bucket', upload, 1, piece)],
    ['given the end of an upload', () => store().multipart.complete('bucket', upload, [], undefined)],
    ['rid of an upload', () => store().multipart.abort('bucket', upload)],
  ])('is not %s', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect(await storage.listKeys('')).toEqual(['there']);
    expect(await storage.listUploads()).toEqual([]);
  });
});

describe('the owner is said', () => {
  /** Headers of what a client sends. */
  function watch(owners: Parameters<typeof createS3Client>[0]) {
    const client = createS3Client(owners);
    const seen: Record<string, unknown>[] = [];
    client.middlewareStack.add(
      (next) => (given) => {
        seen.push(Object(Reflect.get(Object(given.request), 'headers')));
        return next(given);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    return { client, store: createObjectStore(client), seen };
  }
  const own = { bucket: 'bucket', account: '000000000000' };

  test('of the place and of the source of a copy', async () => {
    const { store, seen } = watch([own]);
    const opened = await store.multipart.open('bucket', 'copy', 'text/plain');
    await store.multipart.copy('bucket', opened, 1, piece);
    await store.multipart.abort('bucket', opened);
    expect(seen[1]).toMatchObject({
      'x-amz-expected-bucket-owner': own.account,
      'x-amz-source-expected-bucket-owner': own.account,
    });
  });

  test('of each bucket its own, and of a bucket that nobody named none', async () => {
    const { client, seen } = watch([own, { bucket: 'source', account: '111111111111' }]);
    for (const Bucket of ['bucket', 'source', 'other'])
      await client.send(new GetObjectCommand({ Bucket, Key: 'there' })).catch(() => {});
    expect(seen.map((headers) => headers['x-amz-expected-bucket-owner'])).toEqual([
      own.account,
      '111111111111',
      undefined,
    ]);
  });

  test('once, by the newer word', async () => {
    const { client, seen } = watch([{ ...own, account: '999999999999' }]);
    expectOwners(client, [own]);
    await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'there' }));
    expect(seen.map((headers) => headers['x-amz-expected-bucket-owner'])).toEqual([own.account]);
  });
});
