import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Storage, startStorage } from '../support/start-storage.ts';

let storage: Storage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

test('a body is left out of the signature only where its checksum is signed instead', async () => {
  const { s3, store, bucket } = storage;
  const seen: [command: string | undefined, hash: string][] = [];
  s3.middlewareStack.add(
    (next, { commandName }) =>
      (given) => {
        const { request } = given;
        if (typeof request === 'object' && request !== null && 'headers' in request)
          seen.push([commandName, String(Object(request.headers)['x-amz-content-sha256'])]);
        return next(given);
      },
    { step: 'finalizeRequest', priority: 'low' },
  );

  await store.putText(bucket, 'text', 'without a checksum', 'text/plain');
  const writer = store.openWriter(bucket, 'object', 'text/plain');
  await writer.write(Buffer.from('with a checksum'));
  await writer.close();
  const upload = await store.multipart.open(bucket, 'upload', 'text/plain');
  const part = await store.multipart.send(bucket, upload, 1, Buffer.from('a part'));
  await store.multipart.complete(bucket, upload, [part], undefined);

  const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(seen).toEqual([
    ['PutObjectCommand', sha256],
    ['PutObjectCommand', 'UNSIGNED-PAYLOAD'],
    ['CreateMultipartUploadCommand', sha256],
    ['UploadPartCommand', 'UNSIGNED-PAYLOAD'],
    ['CompleteMultipartUploadCommand', sha256],
  ]);
});
