import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from '../../../local/s3/protocol/ranges.ts';
import { BUCKET, MIB, sendRaw, startWithBucket } from './harness.ts';

const object = { Bucket: BUCKET, Key: 'a' };

it('reads ranges, small and streamed, with their place in the whole', async () => {
  const { client } = await startWithBucket();
  const Body = Buffer.from(Array.from({ length: 3 * MIB }, (_, i) => i % 251));
  await client.send(new PutObjectCommand({ ...object, Body }));
  for (const [Range, first, last] of [
    ['bytes=0-0', 0, 0],
    ['bytes=100-2000000', 100, 2_000_000],
    ['bytes=3000000-', 3_000_000, Body.length - 1],
    ['bytes=-10', Body.length - 10, Body.length - 1],
    ['bytes=5-99999999', 5, Body.length - 1],
  ] as const) {
    const got = await client.send(new GetObjectCommand({ ...object, Range }));
    expect(got.ContentRange).toBe(`bytes ${first}-${last}/${Body.length}`);
    expect(got.ContentLength).toBe(last - first + 1);
    expect(got.ChecksumCRC32).toBeUndefined();
    const bytes = (await got.Body?.transformToByteArray()) ?? Buffer.alloc(0);
    expect(Body.subarray(first, last + 1).equals(bytes), Range).toBe(true);
  }
  const head = await client.send(new HeadObjectCommand({ ...object, Range: 'bytes=1-2' }));
  expect(head.ContentRange).toBe(`bytes 1-2/${Body.length}`);
});

it('refuses a range outside and several at once', async () => {
  const { client, server } = await startWithBucket();
  await client.send(new PutObjectCommand({ ...object, Body: '12345' }));
  await expect(client.send(new GetObjectCommand({ ...object, Range: 'bytes=5-9' }))).rejects.toMatchObject({
    name: 'InvalidRange',
    $metadata: { httpStatusCode: 416 },
  });
  const raw = await sendRaw(server, 'GET', '/bucket/a', { range: 'bytes=7-' });
  expect(raw.headers['content-range']).toBe('bytes */5');
  await expect(
    client.send(new GetObjectCommand({ ...object, Range: 'bytes=0-1,3-4' })),
  ).rejects.toMatchObject({ name: 'NotImplemented' });
});

describe('parsing', () => {
  it('ignores what is not a range', () => {
    for (const header of [undefined, '', 'bytes=', 'bytes=-', 'bytes=4-2', 'lines=1-2', 'bytes=a-b']) {
      expect(parseRange(header, 10), header).toBeUndefined();
    }
  });

  it('never leaves the object', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 40 }), (first, more, size) => {
        fc.pre(first < size);
        expect(parseRange(`bytes=${first}-${first + more}`, size)).toEqual({
          first,
          last: Math.min(first + more, size - 1),
        });
      }),
    );
  });
});
