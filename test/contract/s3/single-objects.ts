import { buffer } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { refusalOf } from '../../support/refusal-of.ts';
import { crcOf, type S3Place } from './place.ts';

/** What fanfold relies on for objects that are put at once, and for reading. */
export const singleObjectBehaviours = {
  'text comes back as it was put, with its type': async ({ s3, store, bucket }: S3Place) => {
    await store.putText(bucket, 'text', 'ein Wörtchen €', 'text/plain; charset=utf-8');

    expect(await store.readText(bucket, 'text')).toBe('ein Wörtchen €');
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'text' }));
    expect(head).toMatchObject({ ContentType: 'text/plain; charset=utf-8', ContentLength: 17 });
  },

  'an object keeps its user metadata, names in lower case': async ({ s3, bucket }: S3Place) => {
    const Metadata = { 'fanfold-max-concurrency': '8', 'Fanfold-Run-Id': 'a' };
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'metadata', Body: 'x', Metadata }));

    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'metadata' }));
    expect(head.Metadata).toEqual({ 'fanfold-max-concurrency': '8', 'fanfold-run-id': 'a' });
  },

  'an object that is put with its CRC64NVME has it': async ({ s3, store, bucket }: S3Place) => {
    const body = Buffer.from('{"n":1}\n');
    await store.put(bucket, 'checked', body, { contentType: 'application/jsonl', crc64nvme: crcOf(body) });

    const head = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: 'checked', ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({ ChecksumCRC64NVME: crcOf(body), ChecksumType: 'FULL_OBJECT' });
  },

  'bytes that have another CRC64NVME are refused, and nothing appears': async ({
    store,
    bucket,
  }: S3Place) => {
    const told = { contentType: 'text/plain', crc64nvme: crcOf(Buffer.from('these')) };
    const putting = store.put(bucket, 'mangled', Buffer.from('those'), told);

    await expect(putting).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await store.head(bucket, 'mangled')).toBeUndefined();
  },

  'of several that put an object with If-None-Match, one does': async ({ s3, bucket, bytesOf }: S3Place) => {
    const place = { Bucket: bucket, Key: 'once', IfNoneMatch: '*' };
    const puts = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map(async (Body) => {
        await s3.send(new PutObjectCommand({ ...place, Body }));
        return Body;
      }),
    );

    const won = puts.filter((put) => put.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect((await bytesOf('once')).toString()).toBe(won[0]?.value);
    await expect(s3.send(new PutObjectCommand({ ...place, Body: 'late' }))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  },

  'a pinned object is read whole or by range': async ({ store, bucket }: S3Place) => {
    await store.putText(bucket, 'pinned', '0123456789', 'text/plain');
    const head = await store.head(bucket, 'pinned');
    const object = { bucket, key: 'pinned', etag: head?.etag ?? '' };

    expect(head).toMatchObject({ etag: expect.stringMatching(/^"[0-9a-f]{32}"$/), bytes: 10 });
    expect((await buffer(await store.read(object))).toString()).toBe('0123456789');
    expect((await buffer(await store.read(object, { start: 3, end: 6 }))).toString()).toBe('345');
    expect((await buffer(await store.read(object, { start: 8, end: 99 }))).toString()).toBe('89');
  },

  'a pinned object that has changed is refused, whole or by range': async ({ store, bucket }: S3Place) => {
    await store.putText(bucket, 'changed', 'before', 'text/plain');
    const object = { bucket, key: 'changed', etag: (await store.head(bucket, 'changed'))?.etag ?? '' };
    await store.putText(bucket, 'changed', 'after', 'text/plain');

    expect((await refusalOf(store.read(object))).code).toBe('SourceChanged');
    expect((await refusalOf(store.read(object, { start: 0, end: 2 }))).code).toBe('SourceChanged');
  },

  'a pinned object that is gone is refused': async ({ s3, store, bucket }: S3Place) => {
    await store.putText(bucket, 'gone', 'before', 'text/plain');
    const object = { bucket, key: 'gone', etag: (await store.head(bucket, 'gone'))?.etag ?? '' };
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'gone' }));
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'gone' }));

    expect((await refusalOf(store.read(object, { start: 0, end: 2 }))).code).toBe('SourceChanged');
  },

  'what is not there is undefined, not an error': async ({ store, bucket }: S3Place) => {
    expect(await store.head(bucket, 'nothing')).toBeUndefined();
    expect(await store.readText(bucket, 'nothing')).toBeUndefined();
  },

  'a range beyond the end is refused': async ({ s3, store, bucket }: S3Place) => {
    await store.putText(bucket, 'short', '01234', 'text/plain');
    const reading = s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'short', Range: 'bytes=5-9' }));

    await expect(reading).rejects.toMatchObject({ name: 'InvalidRange' });
  },

  'pieces are read straight into memory, also with odd keys': async ({ store, bucket }: S3Place) => {
    const key = 'pieces/a b+č%20&?=é.jsonl';
    await store.putText(bucket, key, '0123456789', 'text/plain');
    const into = Buffer.alloc(4);

    expect(await store.readPieceInto(bucket, { key, start: 2, end: 6, whole: false }, into)).toBe(4);
    expect(into.toString()).toBe('2345');
    const all = Buffer.alloc(10);
    expect(await store.readPieceInto(bucket, { key, start: 0, end: 10, whole: true }, all)).toBe(10);
    expect(all.toString()).toBe('0123456789');
  },

  "a bucket that is somebody else's is refused": async ({ s3, bucket }: S3Place) => {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: 'text' });
    // Said last, it holds: the client's own middleware says the right owner before.
    command.middlewareStack.add(
      (next) => (given) => next({ ...given, input: { ...given.input, ExpectedBucketOwner: '210987654321' } }),
      { step: 'initialize', priority: 'low', name: 'expectAnother' },
    );

    await expect(s3.send(command)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  },
};
