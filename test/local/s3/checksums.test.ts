import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  ChecksumAlgorithm,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startChecksum } from '../../../local/s3/checksums/algorithms.ts';
import { combineCrc32 } from '../../../local/s3/checksums/combine-crc32.ts';
import { Crc32c } from '../../../local/s3/checksums/crc32c.ts';
import { BUCKET, errorCode, sendRaw, startWithBucket } from './harness.ts';

const object = { Bucket: BUCKET, Key: 'a' };
const base64Crc32 = (text: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64');
};

describe('a checksum that comes with a body', () => {
  it('is checked and kept, in a header and in a trailer, by every algorithm', async () => {
    const { client } = await startWithBucket();
    for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
      const running = startChecksum(algorithm);
      running.update(Buffer.from('hello'));
      const value = running.digest();
      for (const Body of ['hello', Readable.from([Buffer.from('hel'), Buffer.from('lo')])]) {
        const input = { ...object, Body, ContentLength: 5, ChecksumAlgorithm: algorithm };
        const put = await client.send(new PutObjectCommand(input));
        expect(put).toMatchObject({ [`Checksum${algorithm}`]: value, ChecksumType: 'FULL_OBJECT' });
        const got = await client.send(new GetObjectCommand(object));
        expect(got[`Checksum${algorithm}`]).toBe(value);
        expect(await got.Body?.transformToString()).toBe('hello');
        const head = await client.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }));
        expect(head[`Checksum${algorithm}`]).toBe(value);
      }
    }
  });

  it('is CRC64NVME where the client sends none, and shown only when asked for', async () => {
    const { client, server } = await startWithBucket();
    const put = await sendRaw(server, 'PUT', '/bucket/a', {}, '123456789');
    expect(put.headers['x-amz-checksum-crc64nvme']).toBe('rosUhgp5mIg=');
    const head = await client.send(new HeadObjectCommand(object));
    expect(head.ChecksumCRC64NVME).toBeUndefined();
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents?.[0]).toMatchObject({ ChecksumAlgorithm: ['CRC64NVME'], ChecksumType: 'FULL_OBJECT' });
  });

  it('that is wrong leaves nothing behind', async () => {
    const { client, server, events } = await startWithBucket();
    const wrong = base64Crc32('other');
    await expect(
      client.send(new PutObjectCommand({ ...object, Body: 'hello', ChecksumCRC32: wrong })),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    const trailer = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '5',
    };
    const chunked = await sendRaw(
      server,
      'PUT',
      '/bucket/a',
      { ...trailer, 'x-amz-trailer': 'x-amz-checksum-crc32' },
      `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${wrong}\r\n\r\n`,
    );
    expect(errorCode(chunked)).toBe('BadDigest');
    const md5 = createHash('md5').update('other').digest('base64');
    const withMd5 = await sendRaw(server, 'PUT', '/bucket/a', { 'content-md5': md5 }, 'hello');
    expect(errorCode(withMd5)).toBe('BadDigest');
    expect((await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount).toBe(0);
    expect(events).toEqual([]);
  });

  it('must have the right form, be one, and be of an algorithm that is known', async () => {
    const { server } = await startWithBucket();
    const put = async (headers: Record<string, string>) =>
      errorCode(await sendRaw(server, 'PUT', '/bucket/a', headers, 'hello'));
    expect(await put({ 'x-amz-checksum-crc32': 'abc' })).toBe('InvalidRequest');
    expect(await put({ 'content-md5': 'abc' })).toBe('InvalidDigest');
    expect(await put({ 'x-amz-sdk-checksum-algorithm': 'SHA256' })).toBe('InvalidRequest');
    const crc = base64Crc32('hello');
    expect(await put({ 'x-amz-checksum-crc32': crc, 'x-amz-checksum-crc32c': crc })).toBe('InvalidRequest');
    expect(await put({ 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' })).toBe('NotImplemented');
    expect(await put({ 'x-amz-checksum-crc32': crc })).toBeUndefined();
  });

  it('of an algorithm that the SDK knows and the server does not is refused', async () => {
    const { client } = await startWithBucket();
    const known = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];
    for (const algorithm of Object.values(ChecksumAlgorithm).filter((name) => !known.includes(name))) {
      await expect(
        client.send(new PutObjectCommand({ ...object, Body: 'x', ChecksumAlgorithm: algorithm })),
      ).rejects.toThrow();
    }
  });
});

describe('an aws-chunked body', () => {
  const streaming = { 'content-encoding': 'aws-chunked,gzip', 'x-amz-decoded-content-length': '11' };
  const signed = { ...streaming, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' };
  const signature = `;chunk-signature=${'a'.repeat(64)}`;

  it('is unwrapped, signed or not, and keeps its other encodings', async () => {
    const { server, client } = await startWithBucket();
    const body = `5${signature}\r\nhello\r\n6${signature}\r\n world\r\n0${signature}\r\nx-amz-checksum-crc32:${base64Crc32('hello world')}\r\nx-amz-trailer-signature:abc\r\n\r\n`;
    const put = await sendRaw(
      server,
      'PUT',
      '/bucket/a',
      { ...signed, 'x-amz-trailer': 'x-amz-checksum-crc32' },
      body,
    );
    expect(put.status).toBe(200);
    const got = await client.send(new GetObjectCommand(object));
    expect(got.ContentEncoding).toBe('gzip');
    expect(await got.Body?.transformToString()).toBe('hello world');
  });

  it('that is cut, too long, broken or without its trailer is refused', async () => {
    const { server } = await startWithBucket();
    const put = async (body: string, headers: Record<string, string> = {}) =>
      errorCode(await sendRaw(server, 'PUT', '/bucket/a', { ...signed, ...headers }, body));
    expect(await put('5\r\nhello\r\n')).toBe('IncompleteBody');
    expect(await put('5\r\nhello\r\n0\r\n\r\n')).toBe('IncompleteBody');
    expect(await put('c\r\nhello world!\r\n0\r\n\r\n')).toBe('IncompleteBody');
    expect(await put('5\r\nhello world\r\n0\r\n\r\n')).toBe('IncompleteBody');
    expect(await put('no length\r\nhello\r\n')).toBe('IncompleteBody');
    const trailer = { 'x-amz-trailer': 'x-amz-checksum-crc32' };
    expect(await put('b\r\nhello world\r\n0\r\n\r\n', trailer)).toBe('MalformedTrailerError');
    const unknown = { 'x-amz-decoded-content-length': '' };
    expect(await put('0\r\n\r\n', unknown)).toBe('MissingContentLength');
  });
});

describe('32-bit checksums', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });

  it('have the check value of the catalogue', () => {
    expect(new Crc32c().update(Buffer.from('123456789')).digest()).toBe(0xe3069283);
  });

  it('combine to that of the concatenation', () => {
    fc.assert(
      fc.property(fc.constantFrom('CRC32', 'CRC32C'), bytes, bytes, (algorithm, a, b) => {
        const [ofA, ofB, ofBoth] = [[a], [b], [a, b]].map((pieces) => {
          const running = startChecksum(algorithm);
          for (const piece of pieces) running.update(piece);
          return running.digest();
        });
        expect(combineCrc32(algorithm, ofA ?? '', ofB ?? '', b.length)).toBe(ofBoth);
      }),
    );
  });
});
