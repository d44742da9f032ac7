import type { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { openSource, type SourceObject } from './open-source.ts';
import { readCsv } from './read-csv.ts';
import type { Item } from './read-items.ts';
import { ItemReaderFailure } from './reader-failure.ts';

/**
 * What is read of an inventory's `manifest.json`; AWS's page "Locating your inventory list" of the Amazon S3 User Guide
 * has all of it.
 */
const manifestSchema = z.object({
  destinationBucket: z.string().transform((bucket) => bucket.replace(/^arn:aws:s3:::/, '')),
  fileFormat: z.literal('CSV', 'only inventories in CSV are supported'),
  /** Names of the columns, such as `Bucket, Key, Size`. */
  fileSchema: z.string().transform((columns) => columns.split(',').map((column) => column.trim())),
  files: z.array(z.object({ key: z.string() })),
});

/** The longest manifest that is read, in characters: one names some files of up to a million rows each. */
const MAX_MANIFEST_LENGTH = 8 * 1024 * 1024;

/**
 * Rows of an S3 Inventory, one item each, all values strings as they stand in its files.
 * @param manifest the object `manifest.json` of the inventory
 * @throws ItemReaderFailure
 */
export async function* readInventory(s3: S3Client, manifest: SourceObject): AsyncGenerator<Item> {
  const { destinationBucket: bucket, fileSchema, files } = await readManifest(s3, manifest);
  for (const { key } of files) {
    const object = { bucket, key, versionId: undefined, expectedBucketOwner: undefined };
    for await (const value of readCsv(openSource(s3, object), ',', fileSchema)) {
      yield { value, key: undefined, source: `s3://${bucket}/${key}` };
    }
  }
}

async function readManifest(s3: S3Client, object: SourceObject): Promise<z.output<typeof manifestSchema>> {
  const where = `The manifest s3://${object.bucket}/${object.key}`;
  let text = '';
  for await (const chunk of openSource(s3, object)) {
    text += chunk;
    if (text.length > MAX_MANIFEST_LENGTH) throw new ItemReaderFailure(`${where} is longer than 8 MiB.`);
  }
  const parsed = manifestSchema.safeParse(parse(text, where));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ItemReaderFailure(`${where} is not one of an S3 Inventory: ${problems.join('; ')}`);
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ItemReaderFailure(`${where} is not valid JSON: ${detail}`);
  }
}
