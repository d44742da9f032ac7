import type { S3Client } from '@aws-sdk/client-s3';
import type { ItemReader } from '../definition/types.ts';
import type { Json } from '../json.ts';
import { MAX_ITEMS } from '../limits.ts';
import { listObjects, toListing } from './list-objects.ts';
import { toSourceObject } from './open-source.ts';
import { readInventory } from './read-inventory.ts';
import { readRows } from './read-rows.ts';
import { ItemReaderFailure } from './reader-failure.ts';

/** An item before ItemSelector. */
export interface Item {
  value: Json;
  /** Only for the members of an object. */
  key: string | undefined;
  /** `$states.context.Map.Item.Source`: `STATE_DATA`, `s3://bucket` or `s3://bucket/key`. */
  source: string;
}

/**
 * Items of S3 objects, streamed: neither an object nor its items are ever in memory as a whole.
 * @param args the reader's evaluated Arguments
 * @param maxItems 0 means no limit but AWS's own
 * @throws ItemReaderFailure
 */
export async function* readItems(
  s3: S3Client,
  reader: ItemReader,
  args: Json,
  maxItems: number,
): AsyncGenerator<Item> {
  if (maxItems < 0) throw new ItemReaderFailure('field MaxItems must be positive');
  const limit = maxItems === 0 ? MAX_ITEMS : Math.min(maxItems, MAX_ITEMS);
  let count = 0;
  for await (const item of readContent(s3, reader, args)) {
    yield item;
    count += 1;
    if (count >= limit) return;
  }
}

async function* readContent(s3: S3Client, { content }: ItemReader, args: Json): AsyncGenerator<Item> {
  switch (content.kind) {
    case 'object':
      yield* readRows(s3, toSourceObject(args), content.format);
      return;
    case 'inventory':
      yield* readInventory(s3, toSourceObject(args));
      return;
    case 'listing': {
      const listing = toListing(args);
      for await (const value of listObjects(s3, listing)) {
        yield { value, key: undefined, source: `s3://${listing.bucket}` };
      }
      return;
    }
    case 'listedObjects': {
      const { bucket, prefix } = toListing(args);
      for await (const { Key: key, Size } of listObjects(s3, { bucket, prefix })) {
        // An empty object, such as a folder that S3's console has made, has no items.
        if (Size === 0) continue;
        yield* readRows(
          s3,
          { bucket, key, versionId: undefined, expectedBucketOwner: undefined },
          content.format,
        );
      }
    }
  }
}
