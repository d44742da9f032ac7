import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { S3Place } from './place.ts';

/** What fanfold, or Step Functions for it, relies on for listing. */
export const listingBehaviours = {
  'keys below a prefix come in pages, in order of their UTF-8 bytes': async (place: S3Place) => {
    const { s3, store, bucket } = place;
    // By UTF-16 code units the last two would change places.
    const names = ['!', 'A', 'a', 'a/b', 'é', '\uFF5E', '\u{1F600}'];
    for (const name of names.toReversed()) await store.putText(bucket, `list/${name}`, name, 'text/plain');
    await store.putText(bucket, 'list', 'beside', 'text/plain');
    await store.putText(bucket, 'list0', 'behind', 'text/plain');

    const pages: string[][] = [];
    let token: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: 'list/',
          MaxKeys: 3,
          ...(token !== undefined && { ContinuationToken: token }),
        }),
      );
      pages.push((page.Contents ?? []).map(({ Key = '' }) => Key.slice('list/'.length)));
      expect(page.KeyCount).toBe(pages.at(-1)?.length);
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
      token = page.NextContinuationToken;
    } while (token !== undefined);

    expect(pages).toEqual([names.slice(0, 3), names.slice(3, 6), names.slice(6)]);
  },

  'an object is listed with its size, ETag and time': async ({ s3, store, bucket }: S3Place) => {
    await store.putText(bucket, 'listed/one', '12345', 'text/plain');
    const head = await store.head(bucket, 'listed/one');

    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'listed/' }));

    const LastModified = expect.any(Date);
    expect(Contents).toMatchObject([{ Key: 'listed/one', Size: 5, ETag: head?.etag, LastModified }]);
  },
};
