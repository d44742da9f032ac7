import { createObjectStore } from '../../aws/object-store/index.ts';
import { type AwsConnection, createAwsClients, destroyClients } from '../../client/clients.ts';
import { pinSource, type SourceObject } from '../../functions/plan/pin-source.ts';
import type { ItemStore } from '../../functions/plan/stage-items.ts';
import type { RunSource } from '../run/run-request.ts';
import { createFileStore, pinFiles } from './file-store.ts';

/** A source that is open: its objects, pinned, and how to read them. */
export interface OpenItems {
  source: SourceObject[];
  store: ItemStore;
  close(): void;
}

/**
 * Opens a source for reading only.
 * @param s3 how S3 is reached @param folder for what has to be staged to be read again; undefined: nothing will be
 * @throws FanfoldError `SourceRefused` if an object can't be read
 */
export async function openItems(
  source: RunSource,
  s3: AwsConnection,
  folder: string | undefined,
): Promise<OpenItems> {
  const staging = createFileStore(folder);
  if (source.kind === 'files') return { source: await pinFiles(source.files), store: staging, close() {} };
  const clients = createAwsClients(s3);
  const objects = createObjectStore(clients.s3);
  const close = (): void => destroyClients(clients);
  try {
    const pinned = await pinSource(objects, { uri: source.uri });
    const buckets = new Set(pinned.map(({ bucket }) => bucket));
    return {
      source: pinned,
      // Only what is staged is in no bucket of the source's.
      store: {
        ...staging,
        read: (object, range) => (buckets.has(object.bucket) ? objects : staging).read(object, range),
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
