import { randomBytes } from 'node:crypto';
import { CompleteMultipartUploadCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { SentPart } from '../../../aws/object-store/multipart.ts';
import type { Upload } from '../../../core/contracts/merge.ts';
import { refusalOf } from '../../support/refusal-of.ts';
import { crcOf, mebibyte, type S3Place } from './place.ts';

/** A part of the least size, and one more byte. */
const large = randomBytes(5 * mebibyte + 1);
const small = Buffer.from('the end');

async function openUpload({ store, bucket }: S3Place, key: string) {
  return store.multipart.open(bucket, key, 'application/jsonl');
}

/** Completes an upload where its CRC64NVME is not what is asked about. */
async function complete({ s3, bucket }: S3Place, upload: Upload, parts: readonly SentPart[]): Promise<void> {
  await s3.send(
    new CompleteMultipartUploadCommand({
      Bucket: bucket,
      Key: upload.key,
      UploadId: upload.uploadId,
      MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
    }),
  );
}

/** What fanfold relies on for objects that are made of parts. */
export const uploadBehaviours = {
  'a writer gives an object of several parts, with its digests': async (place: S3Place) => {
    const { s3, store, bucket, bytesOf } = place;
    const bytes = randomBytes(17 * mebibyte + 3);
    const writer = store.openWriter(bucket, 'written', 'application/jsonl');
    for (let at = 0; at < bytes.length; at += mebibyte) await writer.write(bytes.subarray(at, at + mebibyte));

    const written = await writer.close();

    expect(written).toMatchObject({ bytes: bytes.length, crc64nvme: crcOf(bytes) });
    expect((await bytesOf('written')).equals(bytes)).toBe(true);
    const head = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: 'written', ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({ ETag: written.etag, ContentType: 'application/jsonl' });
  },

  'an object of parts has the CRC64NVME of all its bytes': async (place: S3Place) => {
    const { s3, store, bucket } = place;
    const upload = await openUpload(place, 'whole-crc');
    const parts = [
      await store.multipart.send(bucket, upload, 1, large),
      await store.multipart.send(bucket, upload, 2, small),
    ];
    const expected = crcOf(Buffer.concat([large, small]));

    expect(await store.multipart.complete(bucket, upload, parts, undefined)).toBe(expected);

    const head = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: 'whole-crc', ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({ ChecksumCRC64NVME: expected, ChecksumType: 'FULL_OBJECT' });
  },

  'parts come in any order, and one that is sent again replaces the first': async (place: S3Place) => {
    const { store, bucket, bytesOf } = place;
    const upload = await openUpload(place, 'order');
    const last = await store.multipart.send(bucket, upload, 3, small);
    await store.multipart.send(bucket, upload, 1, randomBytes(6 * mebibyte));
    const second = await store.multipart.send(bucket, upload, 2, large);
    const first = await store.multipart.send(bucket, upload, 1, large);

    await complete(place, upload, [first, second, last]);

    expect((await bytesOf('order')).equals(Buffer.concat([large, large, small]))).toBe(true);
  },

  'part numbers may have gaps': async (place: S3Place) => {
    const { store, bucket, bytesOf } = place;
    const upload = await openUpload(place, 'gaps');
    const first = await store.multipart.send(bucket, upload, 7, large);
    const last = await store.multipart.send(bucket, upload, 10_000, small);

    await complete(place, upload, [first, last]);

    expect((await bytesOf('gaps')).length).toBe(large.length + small.length);
  },

  'parts are copied from other objects, whole or by range, also with odd keys': async (place: S3Place) => {
    const { store, bucket, bytesOf } = place;
    const bytes = randomBytes(7 * mebibyte);
    const key = 'copied/a b+č%20&?=é.jsonl';
    await store.put(bucket, key, bytes, { contentType: 'text/plain', crc64nvme: crcOf(bytes) });
    const upload = await openUpload(place, 'copy');
    const [start, end] = [mebibyte - 1, 7 * mebibyte - 1];
    const parts = [
      await store.multipart.copy(bucket, upload, 1, { key, start, end, whole: false }),
      await store.multipart.copy(bucket, upload, 2, { key, start: 0, end: bytes.length, whole: true }),
      await store.multipart.send(bucket, upload, 3, small),
    ];
    const expected = Buffer.concat([bytes.subarray(start, end), bytes, small]);

    await complete(place, upload, parts);

    expect((await bytesOf('copy')).equals(expected)).toBe(true);
  },

  'an object of copied parts has the CRC64NVME of all its bytes': async (place: S3Place) => {
    const { store, bucket } = place;
    await store.put(bucket, 'source', large, { contentType: 'text/plain', crc64nvme: crcOf(large) });
    const upload = await openUpload(place, 'copy-crc');
    const whole = { key: 'source', start: 0, end: large.length, whole: true };
    const parts = [
      await store.multipart.copy(bucket, upload, 1, whole),
      await store.multipart.send(bucket, upload, 2, small),
    ];
    const expected = crcOf(Buffer.concat([large, small]));

    expect(await store.multipart.complete(bucket, upload, parts, expected)).toBe(expected);
  },

  'a part with another CRC64NVME is refused': async (place: S3Place) => {
    const { store, bucket } = place;
    const upload = await openUpload(place, 'mangled-part');
    const sending = store.multipart.send(bucket, upload, 1, large, crcOf(small));

    await expect(sending).rejects.toMatchObject({ name: 'BadDigest' });
    await store.multipart.abort(bucket, upload);
  },

  'an object with another CRC64NVME than promised never appears': async (place: S3Place) => {
    const { store, bucket } = place;
    const upload = await openUpload(place, 'unproven');
    const parts = [await store.multipart.send(bucket, upload, 1, large)];

    const refusal = await refusalOf(store.multipart.complete(bucket, upload, parts, crcOf(small)));

    expect(refusal.code).toBe('DataSetIncomplete');
    expect(refusal.cause).toMatchObject({ name: 'BadDigest' });
    expect(await store.head(bucket, 'unproven')).toBeUndefined();
  },

  'a part that was not sent, or with other content, is refused': async (place: S3Place) => {
    const { store, bucket } = place;
    const upload = await openUpload(place, 'lacking');
    const first = await store.multipart.send(bucket, upload, 1, large);

    for (const other of [
      { number: 2, etag: first.etag },
      { number: 1, etag: '"0123456789abcdef0123456789abcdef"' },
    ]) {
      const refusal = await refusalOf(store.multipart.complete(bucket, upload, [other], undefined));
      expect(refusal.cause).toMatchObject({ name: 'InvalidPart' });
    }
    expect(await store.head(bucket, 'lacking')).toBeUndefined();
  },

  'a part below 5 MiB that is not the last is refused': async (place: S3Place) => {
    const { store, bucket } = place;
    const upload = await openUpload(place, 'too-small');
    const parts = [
      await store.multipart.send(bucket, upload, 1, small),
      await store.multipart.send(bucket, upload, 2, small),
    ];
    const completing = store.multipart.complete(bucket, upload, parts, undefined);

    await expect(completing).rejects.toMatchObject({ name: 'EntityTooSmall' });
  },

  'an upload that is completed again gives the same': async (place: S3Place) => {
    const { store, bucket } = place;
    const upload = await openUpload(place, 'twice');
    const parts = [await store.multipart.send(bucket, upload, 1, large)];
    const expected = crcOf(large);

    expect(await store.multipart.complete(bucket, upload, parts, expected)).toBe(expected);
    expect(await store.multipart.complete(bucket, upload, parts, expected)).toBe(expected);
  },

  'an upload that is aborted leaves nothing, and can be aborted again': async (place: S3Place) => {
    const { store, bucket, uploads } = place;
    const upload = await openUpload(place, 'aborted');
    await store.multipart.send(bucket, upload, 1, large);
    expect(await uploads()).toContain('aborted');

    await store.multipart.abort(bucket, upload);
    await store.multipart.abort(bucket, upload);

    expect(await uploads()).not.toContain('aborted');
    expect(await store.head(bucket, 'aborted')).toBeUndefined();
  },

  'an upload that was aborted is not completed': async (place: S3Place) => {
    const { store, bucket } = place;
    const upload = await openUpload(place, 'abandoned');
    const parts = [await store.multipart.send(bucket, upload, 1, large)];
    await store.multipart.abort(bucket, upload);

    const refusal = await refusalOf(store.multipart.complete(bucket, upload, parts, undefined));
    expect(refusal.cause).toMatchObject({ name: 'NoSuchUpload' });
    expect(await store.head(bucket, 'abandoned')).toBeUndefined();
  },
};
