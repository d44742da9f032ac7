import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { readObject } from '../../client/read-object.ts';
import { collect } from './collect.ts';
import { bucket, startBucket } from './start-s3.ts';

/** An S3 that breaks every connection off after some bytes; from the second on, the object may have changed. */
async function startBreakingS3(content: Buffer, bytesEach: number, changes = false) {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    if (changes && ranges.length > 1) {
      response.writeHead(412, { 'content-type': 'application/xml' });
      response.end('<Error><Code>PreconditionFailed</Code><Message>changed</Message></Error>');
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? 'bytes=0-')?.[1]);
    const rest = content.subarray(start);
    response.writeHead(start === 0 ? 200 : 206, { etag: '"v1"', 'content-length': rest.length });
    response.write(rest.subarray(0, bytesEach), () => {
      if (bytesEach >= rest.length) response.end();
      else setTimeout(() => response.destroy(), 20);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const s3 = new S3Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    s3,
    ranges,
    async [Symbol.asyncDispose]() {
      s3.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const address = { bucket: 'bucket', key: 'data.jsonl' };

test('takes a broken connection up at the byte where it ended', async () => {
  const content = randomBytes(2_500);
  await using at = await startBreakingS3(content, 1_000);
  const read = Buffer.concat(await collect(readObject(at.s3, address)));
  expect(read.equals(content)).toBe(true);
  expect(at.ranges).toEqual([undefined, 'bytes=1000-', 'bytes=2000-']);
});

test('gives up when several connections in a row bring nothing', async () => {
  await using at = await startBreakingS3(randomBytes(100), 0);
  await expect(collect(readObject(at.s3, address))).rejects.toThrow();
  expect(at.ranges).toHaveLength(4);
});

test('never mixes two versions of an object', async () => {
  await using at = await startBreakingS3(randomBytes(100), 50, true);
  await expect(collect(readObject(at.s3, address))).rejects.toMatchObject({ code: 'SourceChanged' });
});

test('begins at an offset, and takes a broken connection up from there', async () => {
  await using at = await startBucket();
  const content = randomBytes(5_000);
  await at.s3.send(new PutObjectCommand({ Bucket: bucket, Key: address.key, Body: content }));
  const read = Buffer.concat(await collect(readObject(at.s3, { ...address, bucket }, 4_321)));
  expect(read.equals(content.subarray(4_321))).toBe(true);

  await using breaking = await startBreakingS3(content, 2_000);
  const rest = Buffer.concat(await collect(readObject(breaking.s3, address, 1_500)));
  expect(rest.equals(content.subarray(1_500))).toBe(true);
  expect(breaking.ranges).toEqual(['bytes=1500-', 'bytes=3500-']);
});
