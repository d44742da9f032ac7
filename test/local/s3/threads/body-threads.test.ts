import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { encodeCrc64 } from '../../../../core/digest/crc64nvme.ts';
import { BodyThreads } from '../../../../local/s3/threads/body-threads.ts';
import { temporaryFolder } from '../harness.ts';
import { crc64 } from '../uploads.ts';

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

function startThreads(): BodyThreads {
  const threads = new BodyThreads();
  onTestFinished(() => threads.close());
  return threads;
}

async function writeBody(threads: BodyThreads, file: string, body: Buffer) {
  const descriptor = openSync(file, 'wx');
  try {
    const writer = threads.openBody(descriptor, 'CRC64NVME');
    for (let at = 0; at < body.length; at += 65_537) await writer.write(body.subarray(at, at + 65_537));
    return await writer.finish();
  } finally {
    closeSync(descriptor);
  }
}

it('writes and digests many bodies side by side', async () => {
  const threads = startThreads();
  const folder = temporaryFolder();
  const bodies = Array.from({ length: 10 }, (_, at) => randomBytes(1 + at * 300_001));
  const digests = await Promise.all(
    bodies.map((body, at) => writeBody(threads, path.join(folder, String(at)), body)),
  );
  for (const [at, body] of bodies.entries()) {
    expect(readFileSync(path.join(folder, String(at))).equals(body)).toBe(true);
    expect(digests[at]).toMatchObject({ size: body.length, md5: md5(body) });
    expect(encodeCrc64(digests[at]?.crc64nvme ?? 0n)).toBe(crc64(body));
  }
});

it('tells why a body could not be written, and goes on with others', async () => {
  const threads = startThreads();
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'read-only'), '');
  const descriptor = openSync(path.join(folder, 'read-only'), 'r');
  const writer = threads.openBody(descriptor, 'CRC64NVME');
  writer.write(randomBytes(1_000_000));
  await expect(writer.finish()).rejects.toThrow(/EBADF/);
  await writer.abandon();
  closeSync(descriptor);
  const body = randomBytes(1_000_000);
  expect(await writeBody(threads, path.join(folder, 'other'), body)).toMatchObject({ md5: md5(body) });
});

it('digests segments of files, and tells if they are too short', async () => {
  const threads = startThreads();
  const file = path.join(temporaryFolder(), 'file');
  const bytes = randomBytes(1_500_000);
  writeFileSync(file, bytes);
  const segments = [
    { path: file, first: 10, length: 1_000_000 },
    { path: file, first: 0, length: 5 },
  ];
  const expected = Buffer.concat([bytes.subarray(10, 1_000_010), bytes.subarray(0, 5)]);
  expect(await threads.digest(segments, 'SHA256')).toMatchObject({
    size: expected.length,
    md5: md5(expected),
    checksum: { algorithm: 'SHA256', value: createHash('sha256').update(expected).digest('base64') },
  });
  const tooMuch = [{ path: file, first: 0, length: bytes.length + 1 }];
  await expect(threads.digest(tooMuch, 'CRC32')).rejects.toThrow(/ended at byte 1500000/);
});

it('fails what is under way when it is closed', async () => {
  const threads = startThreads();
  const file = path.join(temporaryFolder(), 'file');
  writeFileSync(file, Buffer.alloc(50_000_000));
  const digesting = threads.digest([{ path: file, first: 0, length: 50_000_000 }], 'SHA1');
  const failing = expect(digesting).rejects.toThrow(/has ended/);
  await threads.close();
  await failing;
});
