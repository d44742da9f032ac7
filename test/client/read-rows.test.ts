import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRows } from '../../client/read-rows.ts';
import { collect } from './collect.ts';
import { bucket, startBucket } from './start-s3.ts';

let at: Awaited<ReturnType<typeof startBucket>>;
beforeAll(async () => {
  at = await startBucket();
});
afterAll(() => at[Symbol.asyncDispose]());

/** Rows that don't compress away: 40 bytes of digest each. */
const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => ({
    n: from + n,
    text: createHash('sha1')
      .update(`${from + n}`)
      .digest('hex'),
  }));
const lines = (of: readonly unknown[]) => of.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Puts objects and gives the reference to the data set that they make. */
async function put(name: string, format: string, compress: string, bodies: readonly Uint8Array[]) {
  const objects = [];
  for (const [number, body] of bodies.entries()) {
    const key = `${name}/data-0000${number + 1}`;
    await at.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    objects.push({ uri: `s3://${bucket}/${key}`, bytes: body.length, crc64nvme: '' });
  }
  const uri = objects[0]?.uri ?? '';
  return { uri, manifest: '', rows: 0, bytes: 0, crc64nvme: '', format, compress, objects };
}

test.each([
  ['none', (text: string) => Buffer.from(text)],
  ['gzip', (text: string) => gzipSync(text)],
  ['zstd', (text: string) => zstdCompressSync(text)],
] as const)(
  'reads all rows of several objects of several members each, compressed with %s',
  async (compress, encode) => {
    const dataset = await put(compress, 'jsonl', compress, [
      Buffer.concat([encode(''), encode(lines(rows(0, 3_000))), encode(lines(rows(3_000, 6_000)))]),
      encode(''),
      Buffer.concat([encode(lines(rows(6_000, 6_001))), encode(lines(rows(6_001, 9_000)))]),
    ]);
    expect(await collect(readRows(at.s3, dataset))).toEqual(rows(0, 9_000));
  },
);

test('a reader that has enough lets the object go', async () => {
  const dataset = await put('early', 'jsonl', 'zstd', [
    Buffer.concat([zstdCompressSync(lines(rows(0, 50_000))), zstdCompressSync(lines(rows(50_000, 50_001)))]),
  ]);
  for await (const row of readRows(at.s3, dataset)) {
    expect(row).toEqual(rows(0, 1)[0]);
    break;
  }
});

test('a compressed object that is cut is an error, not an end', async () => {
  for (const [compress, encode] of [
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const) {
    const whole = encode(lines(rows(0, 100)));
    const dataset = await put(`cut-${compress}`, 'jsonl', compress, [whole.subarray(0, -20)]);
    await expect(collect(readRows(at.s3, dataset))).rejects.toThrow();
  }
});

test('another format is refused, with the addresses of its objects', async () => {
  const dataset = await put('csv', 'csv', 'none', [Buffer.from('n\r\n1\r\n')]);
  await expect(collect(readRows(at.s3, dataset))).rejects.toMatchObject({
    code: 'InvalidUsage',
    message: `rows() reads data sets in jsonl, and this one is csv; read its objects: s3://${bucket}/csv/data-00001`,
  });
});
