import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Storage, startStorage } from '../../support/start-storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

async function put(key: string, bytes: Buffer): Promise<void> {
  const writer = storage.store.openWriter(storage.bucket, key, 'application/octet-stream');
  await writer.write(bytes);
  await writer.close();
}

test('many readers at once get their own bytes, though buffers are used again', async () => {
  const bodies = Array.from({ length: 20 }, (_, at) => randomBytes(300_000 + at * 70_001));
  await Promise.all(bodies.map((bytes, at) => put(`own/${at}`, bytes)));

  for (let round = 0; round < 3; round++) {
    const read = await Promise.all(
      bodies.map(async (_, at) => buffer(await storage.store.stream(storage.bucket, `own/${at}`))),
    );
    for (const [at, bytes] of read.entries()) expect(bytes.equals(bodies[at] ?? Buffer.alloc(0))).toBe(true);
  }
});

test.skipIf(process.platform !== 'linux')(
  'readers who go away leave no file open and harm no one',
  async () => {
    const bytes = randomBytes(20 * 1024 ** 2);
    await put('large', bytes);
    const openFiles = () => readdirSync('/proc/self/fd').length;
    const before = openFiles();

    for (let reader = 0; reader < 20; reader++) {
      const stream = await storage.store.stream(storage.bucket, 'large');
      await new Promise((resolve) => stream.once('data', resolve));
      stream.destroy();
    }

    const other = await buffer(await storage.store.stream(storage.bucket, 'large'));
    expect(other.equals(bytes)).toBe(true);
    for (let tries = 0; openFiles() > before + 5 && tries < 100; tries++) await setTimeout(20);
    expect(openFiles()).toBeLessThanOrEqual(before + 5);
  },
);
