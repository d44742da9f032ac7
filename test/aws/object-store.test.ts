import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concatenate } from '../../aws/object-store/index.ts';
import { Crc64Nvme, encodeCrc64 } from '../../core/digest/crc64nvme.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { type Storage, startStorage } from '../support/start-storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

const megabyte = 1024 ** 2;

async function write(key: string, bytes: Buffer, pieceBytes: number) {
  const writer = storage.store.openWriter(storage.bucket, key, 'application/jsonl');
  for (let from = 0; from < bytes.byteLength; from += pieceBytes)
    await writer.write(bytes.subarray(from, from + pieceBytes));
  return { writer, written: await writer.close() };
}

describe('a writer', () => {
  test.each([
    ['nothing', 0, 1],
    ['less than a part', 3 * megabyte, 100_000],
    ['a part to the byte', 8 * megabyte, megabyte],
    ['a byte more than a part', 8 * megabyte + 1, megabyte],
    ['several parts', 27 * megabyte + 11, 700_001],
    ['a piece that is larger than a part', 20 * megabyte, 19 * megabyte],
  ])('of %s gives the object and its digests, as S3 has them', async (_, size, pieceBytes) => {
    const bytes = randomBytes(size);
    const key = `written/${size}`;

    const { writer, written } = await write(key, bytes, pieceBytes);

    const head = await storage.s3.send(
      new HeadObjectCommand({ Bucket: storage.bucket, Key: key, ChecksumMode: 'ENABLED' }),
    );
    expect(written).toEqual({
      bytes: size,
      etag: head.ETag,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      crc64nvme: encodeCrc64(new Crc64Nvme().update(bytes).digest()),
    });
    expect(head).toMatchObject({
      ContentLength: size,
      ContentType: 'application/jsonl',
      ChecksumCRC64NVME: written.crc64nvme,
      ChecksumType: 'FULL_OBJECT',
    });
    expect(writer.bytes).toBe(size);
    expect((await buffer(await storage.store.stream(storage.bucket, key))).equals(bytes)).toBe(true);
    expect(await storage.listUploads()).toEqual([]);
  });

  test.each([1, 20])('that is aborted after %i MiB leaves nothing', async (size) => {
    const writer = storage.store.openWriter(storage.bucket, 'aborted', 'text/plain');
    for (let piece = 0; piece < size; piece++) await writer.write(randomBytes(megabyte));

    await writer.abort();

    expect(await storage.listUploads()).toEqual([]);
    expect(await storage.store.head(storage.bucket, 'aborted')).toBeUndefined();
  });

  test('makes no object appear before it is closed', async () => {
    const writer = storage.store.openWriter(storage.bucket, 'open', 'text/plain');
    for (let piece = 0; piece < 10; piece++) await writer.write(randomBytes(megabyte));

    expect(await storage.store.head(storage.bucket, 'open')).toBeUndefined();
    await writer.abort();
  });

  test('of a bucket that is not there fails, with or without parts', async () => {
    for (const size of [1, 9]) {
      const writer = storage.store.openWriter('no-such-bucket', 'key', 'text/plain');
      const run = async () => {
        for (let piece = 0; piece < size; piece++) await writer.write(randomBytes(megabyte));
        await writer.close();
      };
      await expect(run()).rejects.toMatchObject({ name: 'NoSuchBucket' });
    }
  });
});

describe('reading', () => {
  test('a pinned object, whole or a range of it', async () => {
    const { store, bucket } = storage;
    const { written } = await write('pinned', Buffer.from('0123456789'), 10);
    const object = { bucket, key: 'pinned', etag: written.etag };

    expect((await buffer(await store.read(object))).toString()).toBe('0123456789');
    expect((await buffer(await store.read(object, { start: 3, end: 6 }))).toString()).toBe('345');
    expect(await store.head(bucket, 'pinned')).toEqual({ etag: written.etag, bytes: 10 });
  });

  test.each(['changed', 'gone'])('an object that has %s since it was pinned', async (how) => {
    const { store, bucket, s3 } = storage;
    const { written } = await write('moved', Buffer.from('before'), 10);
    const object = { bucket, key: 'moved', etag: written.etag };
    if (how === 'changed') await write('moved', Buffer.from('after'), 10);
    else await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'moved' }));

    for (const read of [store.read(object), store.read(object, { start: 0, end: 2 })]) {
      const refusal = await refusalOf(read);
      expect(refusal.code).toBe('SourceChanged');
      expect(refusal.message).toContain('s3://bucket/moved');
      expect(refusal.message).toContain(written.etag);
    }
  });

  test('what is not there is undefined, not an error', async () => {
    const { store, bucket } = storage;

    expect(await store.head(bucket, 'nothing')).toBeUndefined();
    expect(await store.readText(bucket, 'nothing')).toBeUndefined();
  });

  test('text as it was put', async () => {
    const { store, bucket } = storage;
    await store.putText(bucket, 'text', 'ein Wörtchen €', 'text/plain');

    expect(await store.readText(bucket, 'text')).toBe('ein Wörtchen €');
  });
});

test('objects one after the other make one', async () => {
  const { store, bucket } = storage;
  const pieces = ['one ', '', 'two ', 'three'];
  for (const [at, piece] of pieces.entries()) await write(`piece/${at}`, Buffer.from(piece), 100);
  const writer = store.openWriter(bucket, 'joined', 'text/plain');

  await concatenate(store, bucket, keys(pieces.length), writer);
  await writer.close();

  expect(await store.readText(bucket, 'joined')).toBe('one two three');
});

async function* keys(count: number) {
  for (let at = 0; at < count; at++) yield `piece/${at}`;
}
