import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createObjectStore } from '../../aws/object-store/index.ts';
import { type Storage, startStorage } from '../support/start-storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

const content = randomBytes(3_000_000);
const whole = (key: string, bytes: number) => ({ key, start: 0, end: bytes, whole: true });

/** Answers each request with the bytes that are scripted for it, the last of them again and again. */
async function startScripted(answers: readonly ((socket: Socket) => void)[]) {
  let requests = 0;
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => answers[Math.min(requests++, answers.length - 1)]?.(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    store: createObjectStore(client),
    count: () => ({ requests, connections }),
    close: () => {
      client.destroy();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Sends texts one after the other, each as a packet of its own. */
const send =
  (...texts: string[]) =>
  async (socket: Socket) => {
    for (const text of texts) {
      socket.write(text);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';

describe('an object is read into memory', () => {
  test.each([
    ['whole', 0, content.length, true],
    ['from its beginning', 0, 10_000, false],
    ['from its middle', 1_234_567, 2_345_678, false],
    ['a byte of it', 7, 8, false],
    ['to its end', 2_999_000, content.length, false],
  ])('%s', async (_, start, end, isWhole) => {
    const key = "keys/with space, é and '(!)*";
    const writer = storage.store.openWriter(storage.bucket, key, '');
    await writer.write(content);
    await writer.close();
    const into = Buffer.alloc(end - start);

    const bytes = await storage.store.readPieceInto(
      storage.bucket,
      { key, start, end, whole: isWhole },
      into,
    );

    expect(bytes).toBe(into.length);
    expect(into.equals(content.subarray(start, end))).toBe(true);
  });

  test('many at once, each where it belongs, over and over', async () => {
    const keys = Array.from({ length: 12 }, (_, number) => `many/${number}`);
    const bodies = keys.map((_, number) => Buffer.alloc(200_000 + number * 10_000, number + 1));
    await Promise.all(
      keys.map((key, number) =>
        storage.store.putText(storage.bucket, key, bodies[number]?.toString() ?? '', ''),
      ),
    );
    const reads = Array.from({ length: 60 }, async (_, at) => {
      const body = bodies[at % 12] ?? Buffer.alloc(0);
      const into = Buffer.alloc(body.length);
      await storage.store.readPieceInto(storage.bucket, whole(keys[at % 12] ?? '', body.length), into);
      return into.equals(body);
    });

    expect(await Promise.all(reads)).toEqual(reads.map(() => true));
  });

  test.each([
    ['larger', 9],
    ['smaller', 3],
    ['empty', 0],
  ])('that is %s than was thought: other bytes are told', async (_, bytes) => {
    await storage.store.putText(storage.bucket, `size/${bytes}`, 'x'.repeat(bytes), '');

    const read = storage.store.readPieceInto(storage.bucket, whole(`size/${bytes}`, 5), Buffer.alloc(5));

    expect(await read).toBe(bytes);
  });

  test('that is not there: S3 says so', async () => {
    const read = storage.store.readPieceInto(storage.bucket, whole('none', 5), Buffer.alloc(5));

    await expect(read).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('a response that is read directly', () => {
  test.each([
    ['at once', [ok]],
    ['byte by byte', [...ok]],
    ['without a reason', ['HTTP/1.1 206 \r\nContent-Length:5\r\n\r\nhello']],
  ])('%s: its connection is used again', async (_, texts) => {
    const server = await startScripted([send(...texts)]);
    for (let read = 0; read < 3; read++) {
      const into = Buffer.alloc(5);
      expect(await server.store.readPieceInto('b', whole('k', 5), into)).toBe(5);
      expect(into.toString()).toBe('hello');
    }

    expect(server.count()).toEqual({ requests: 3, connections: 1 });
    server.close();
  });

  test.each([
    ['a connection that is closed before it answers', (socket: Socket) => socket.destroy()],
    [
      'a connection that breaks in the middle',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe'),
    ],
    ['an answer of no known length', send('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n')],
    ['more bytes than announced', send(`${ok}, world`)],
    ['a server that is slow with an error', send('HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\n\r\n')],
    ['what is not HTTP', send('hello\r\n\r\n')],
    ['a head that never ends', send(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`)],
  ])('%s: it is asked for again the usual way', async (_, answer) => {
    const server = await startScripted([answer, send(ok)]);
    const into = Buffer.alloc(5);

    expect(await server.store.readPieceInto('b', whole('k', 5), into)).toBe(5);

    expect(into.toString()).toBe('hello');
    expect(server.count()).toEqual({ requests: 2, connections: 2 });
    server.close();
  });

  test('a server that closes after each answer gets a connection for each', async () => {
    const server = await startScripted([
      (socket) => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhello'),
    ]);
    for (let read = 0; read < 2; read++)
      expect(await server.store.readPieceInto('b', whole('k', 5), Buffer.alloc(5))).toBe(5);

    expect(server.count()).toEqual({ requests: 2, connections: 2 });
    server.close();
  });
});
