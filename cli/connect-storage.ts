import { createAwsClients, destroyClients } from '../client/clients.ts';
import { readObject } from '../client/read-object.ts';
import { parseS3Uri } from '../client/s3-uri.ts';
import { readCloudConnection } from './cloud-connection.ts';
import type { LocalCloud, StorageConnection } from './parts.ts';

/** Names under which S3 says that there is nothing of an address. */
const missing = new Set(['NoSuchKey', 'NoSuchBucket', 'NotFound']);

/** A way to the objects of the local cloud. */
export function connectStorage(cloud: LocalCloud): StorageConnection {
  const clients = createAwsClients(readCloudConnection(cloud));
  return {
    async open(uri, start) {
      const bytes = readObject(clients.s3, parseS3Uri(uri), start);
      try {
        const first = await bytes.next();
        return resume(first, bytes);
      } catch (error) {
        if (error instanceof Error && missing.has(error.name)) return undefined;
        throw error;
      }
    },
    close: () => destroyClients(clients),
  };
}

async function* resume(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.done !== true) yield first.value;
  yield* rest;
}
