import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:http';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { forkServer, residentMemory } from './fork-server.ts';
import { BUCKET, clientFor, MIB, sendRaw, startWithBucket, temporaryFolder } from './harness.ts';

const SIZE = 200 * MIB;

it('moves a large object in, around and out with little memory', async () => {
  const server = await forkServer(temporaryFolder());
  const client = clientFor(server.url);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const before = await residentMemory(server);
  const piece = Buffer.alloc(MIB, 5);
  const Body = Readable.from(Array.from({ length: SIZE / MIB }, () => piece));
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body, ContentLength: SIZE }));
  const afterPut = await residentMemory(server);
  await client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'b', CopySource: `${BUCKET}/a` }));
  const afterCopy = await residentMemory(server);

  // Several readers, one of which reads no more than what comes by itself.
  const [slow] = await once(get(`${server.url}/${BUCKET}/a`), 'response');
  const totals = await Promise.all(
    ['a', 'b'].map(async (Key) => {
      const { Body: stream } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      let total = 0;
      if (stream instanceof Readable) for await (const bytes of stream) total += bytes.length;
      return total;
    }),
  );
  const afterGet = await residentMemory(server);
  slow.destroy();
  expect(totals).toEqual([SIZE, SIZE]);
  for (const rss of [afterPut, afterCopy, afterGet]) expect(rss - before).toBeLessThan(SIZE / 2);
});

it('keeps every byte of bodies that come in pieces of any size', async () => {
  const { client } = await startWithBucket();
  const pieces = [1, 65_536, 300_000, 7, 1_000_000, 65_535].map((length) => randomBytes(length));
  const whole = Buffer.concat(pieces);
  for (const Body of [Readable.from(pieces), whole]) {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body, ContentLength: whole.length }));
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(whole.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
  }
});

it('goes on serving after clients that go away amid a body', async () => {
  const { server, client, events } = await startWithBucket();
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: Buffer.alloc(20 * MIB) }));
  const [response] = await once(get(`${server.url}/${BUCKET}/a`), 'response');
  response.destroy();
  const controller = new AbortController();
  const never = new Readable({ read() {} });
  never.push(Buffer.alloc(MIB));
  const putting = client.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: 'b', Body: never, ContentLength: 2 * MIB }),
    {
      abortSignal: controller.signal,
    },
  );
  setTimeout(() => controller.abort(), 50);
  await expect(putting).rejects.toMatchObject({ name: 'AbortError' });
  expect((await sendRaw(server, 'HEAD', '/bucket/b')).status).toBe(404);
  expect(events).toHaveLength(1);
});

it('answers an error while the body is still coming', async () => {
  const { server } = await startWithBucket();
  const answer = await sendRaw(server, 'PUT', '/none/a', {}, Buffer.alloc(5 * MIB));
  expect(answer.status).toBe(404);
});
