import type { S3Client } from '@aws-sdk/client-s3';
import type { ItemReader } from '../definition/types.ts';
import type { Json } from '../json.ts';
import { MAX_ITEMS } from '../limits.ts';
import { openSource, toSourceObject } from './open-source.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readJsonLines } from './read-jsonl.ts';
import { ItemReaderFailure } from './reader-failure.ts';

/** An item before ItemSelector. */
export interface Item {
  value: Json;
  /** Only for the members of an object. */
  key: string | undefined;
}

/**
 * Items of an S3 object, streamed: neither the object nor its items are ever in memory as a whole.
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
  const source = toSourceObject(args);
  const limit = maxItems === 0 ? MAX_ITEMS : Math.min(maxItems, MAX_ITEMS);
  let count = 0;
  for await (const item of parseSource(openSource(s3, source), reader)) {
    yield item;
    count += 1;
    if (count >= limit) return;
  }
}

async function* parseSource(chunks: AsyncIterable<string>, reader: ItemReader): AsyncGenerator<Item> {
  switch (reader.inputType) {
    case 'JSON':
      yield* readJson(chunks, reader.itemsPointer ?? []);
      return;
    case 'JSONL':
      for await (const value of readJsonLines(chunks)) yield { value, key: undefined };
      return;
    case 'CSV':
      for await (const value of readCsv(chunks, reader.csvDelimiter, reader.csvHeaders)) {
        yield { value, key: undefined };
      }
  }
}
