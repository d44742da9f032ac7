import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { isObject, type Json } from '../json.ts';
import { describeS3Error } from './describe-s3-error.ts';
import { ItemReaderFailure } from './reader-failure.ts';

/** What an ItemReader lists. */
export interface Listing {
  bucket: string;
  /** Of the keys; '' for all objects of the bucket. */
  prefix: string;
}

/**
 * An object as an item, as recorded on AWS: `Etag` keeps the quotes that are part of it, the date is in seconds since
 * the epoch. AWS writes that number as `1.790204286E9`, which is the same number of JSON.
 */
export type ListedObject = {
  Etag: string;
  Key: string;
  LastModified: number;
  Size: number;
  StorageClass: string;
};

/** Takes the evaluated Arguments of an ItemReader with s3:listObjectsV2 apart. */
export function toListing(value: Json): Listing {
  const { Bucket, Prefix } = isObject(value) ? value : {};
  if (typeof Bucket !== 'string' || (Prefix !== undefined && typeof Prefix !== 'string')) {
    throw new ItemReaderFailure('The Bucket and Prefix of an ItemReader must be strings.');
  }
  return { bucket: Bucket, prefix: Prefix ?? '' };
}

/**
 * Objects in the order of their keys, page by page.
 * @throws ItemReaderFailure with S3's own error
 */
export async function* listObjects(s3: S3Client, { bucket, prefix }: Listing): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
    const page = await s3.send(command).catch((thrown: unknown) => {
      throw new ItemReaderFailure(`Listing s3://${bucket}/${prefix} failed: ${describeS3Error(thrown)}`);
    });
    for (const { ETag, Key, LastModified, Size, StorageClass } of page.Contents ?? []) {
      yield {
        Etag: ETag ?? '',
        Key: Key ?? '',
        LastModified: Math.floor((LastModified?.getTime() ?? 0) / 1000),
        Size: Size ?? 0,
        StorageClass: StorageClass ?? 'STANDARD',
      };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}
