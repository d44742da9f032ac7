import type { ObjectStore } from '../../aws/object-store/index.ts';
import { inboxKeys } from '../../core/contracts/trigger.ts';
import { largestSidecar, type Sidecar } from '../../core/trigger/index.ts';

/** The options that lie beside an object; undefined if there are none. */
export async function findSidecar(
  store: ObjectStore,
  bucket: string,
  key: string,
): Promise<Sidecar | undefined> {
  const { sidecar } = inboxKeys(key);
  const head = await store.head(bucket, sidecar);
  if (head === undefined) return undefined;
  if (head.bytes > largestSidecar) return { key: sidecar, bytes: head.bytes, text: undefined };
  const text = await store.readText(bucket, sidecar);
  // Removed in between.
  return text === undefined ? undefined : { key: sidecar, bytes: head.bytes, text };
}
