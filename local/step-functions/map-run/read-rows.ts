import type { S3Client } from '@aws-sdk/client-s3';
import type { RowFormat } from '../definition/types.ts';
import { openSource, type SourceObject } from './open-source.ts';
import { readCsv } from './read-csv.ts';
import type { Item } from './read-items.ts';
import { readJson } from './read-json.ts';
import { readJsonLines } from './read-jsonl.ts';

/**
 * Items in one S3 object.
 * @throws ItemReaderFailure when the object can't be read or isn't what the format says
 */
export async function* readRows(
  s3: S3Client,
  object: SourceObject,
  { inputType, csvDelimiter, csvHeaders, itemsPointer }: RowFormat,
): AsyncGenerator<Item> {
  const source = `s3://${object.bucket}/${object.key}`;
  const chunks = openSource(s3, object);
  switch (inputType) {
    case 'JSON':
      for await (const { value, key } of readJson(chunks, itemsPointer ?? [])) yield { value, key, source };
      return;
    case 'JSONL':
      for await (const value of readJsonLines(chunks)) yield { value, key: undefined, source };
      return;
    case 'CSV':
      for await (const value of readCsv(chunks, csvDelimiter, csvHeaders)) {
        yield { value, key: undefined, source };
      }
  }
}
