import type { ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';

/** Streams objects of one bucket, one after the other, into a writer: memory is flat in their number and size. */
export async function concatenate(
  store: ObjectStore,
  bucket: string,
  keys: AsyncIterable<string>,
  writer: ObjectWriter,
): Promise<void> {
  for await (const key of keys) {
    for await (const chunk of await store.stream(bucket, key)) await writer.write(chunk);
  }
}
