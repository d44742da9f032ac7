import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareByteKeys, fromByteKey, toByteKey } from '../../../local/s3/store/byte-order.ts';
import { KeyIndex } from '../../../local/s3/store/key-index.ts';
import { type ListPage, listPage } from '../../../local/s3/store/list-page.ts';
import { BUCKET, startWithBucket } from './harness.ts';

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '.', 'ü', '\uffee', '😀'),
  minLength: 1,
  maxLength: 6,
});
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'ü'), maxLength: 2 });

/** What S3 says a listing is, in the most obvious way. */
function expectedListing(keys: string[], prefix: string, delimiter: string): string[] {
  const entries = keys
    .filter((item) => item.startsWith(prefix))
    .map((item) => {
      const end = delimiter === '' ? -1 : item.indexOf(delimiter, prefix.length);
      return end < 0 ? item : `${item.slice(0, end + delimiter.length)} (prefix)`;
    });
  return [...new Set(entries)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function listAll(index: KeyIndex<number>, prefix: string, delimiter: string, limit: number): string[] {
  const found: string[] = [];
  let from: string | undefined = '';
  while (from !== undefined) {
    const page: ListPage<number> = listPage(index, {
      prefix: toByteKey(prefix),
      delimiter: delimiter === '' ? undefined : toByteKey(delimiter),
      from,
      limit,
    });
    expect(page.keys.length + page.commonPrefixes.length).toBeLessThanOrEqual(limit);
    found.push(...page.keys.map(([byteKey]) => fromByteKey(byteKey)));
    found.push(...page.commonPrefixes.map((common) => `${fromByteKey(common)} (prefix)`));
    from = page.next;
  }
  return found.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

describe('the index', () => {
  it('lists page by page what is in it, whatever came and went', () => {
    const changes = fc.array(fc.record({ key, remove: fc.boolean(), list: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(changes, text, text, fc.integer({ min: 1, max: 5 }), (steps, prefix, delimiter, limit) => {
        const index = new KeyIndex<number>();
        const model = new Set<string>();
        for (const step of steps) {
          if (step.remove) {
            index.delete(step.key);
            model.delete(step.key);
          } else {
            index.set(step.key, 1);
            model.add(step.key);
          }
          if (step.list) listAll(index, '', '', 10);
        }
        expect(index.size).toBe(model.size);
        expect(listAll(index, prefix, delimiter, limit)).toEqual(
          expectedListing([...model], prefix, delimiter),
        );
      }),
    );
  });

  it('orders byte keys as UTF-8 does', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(compareByteKeys(toByteKey(a), toByteKey(b))).toBe(
          Buffer.compare(Buffer.from(a), Buffer.from(b)),
        );
        expect(fromByteKey(toByteKey(a))).toBe(a);
      }),
    );
  });
});

describe('ListObjectsV2', () => {
  it('pages through more than a thousand keys', async () => {
    const { client } = await startWithBucket();
    const keys = Array.from({ length: 1205 }, (_, i) => `k${String(i).padStart(5, '0')}`);
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(
        keys
          .slice(at, at + 50)
          .map((Key) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }))),
      );
    }
    const found: (string | undefined)[] = [];
    const sizes: number[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken }));
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
      sizes.push(page.KeyCount ?? 0);
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toEqual(keys);
    expect(sizes).toEqual([1000, 205]);
  });

  it('rolls keys up, starts after a key and says what it was asked', async () => {
    const { client } = await startWithBucket();
    for (const Key of ['a/1', 'a/2', 'b', 'c/1', 'd']) {
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'xy' }));
    }
    const rolled = await client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Delimiter: '/', MaxKeys: 3 }),
    );
    expect(rolled.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'c/' }]);
    expect(rolled.Contents).toMatchObject([{ Key: 'b', Size: 2, StorageClass: 'STANDARD' }]);
    expect(rolled).toMatchObject({
      KeyCount: 3,
      MaxKeys: 3,
      IsTruncated: true,
      Delimiter: '/',
      Name: BUCKET,
    });
    const after = await client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, StartAfter: 'b', FetchOwner: true }),
    );
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(['c/1', 'd']);
    expect(after.Contents?.[0]?.Owner?.ID).toBe('123456789012');
    const none = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, MaxKeys: 0 }));
    expect(none).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it('refuses a token that is none', async () => {
    const { client } = await startWithBucket();
    await expect(
      client.send(new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken: '?' })),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
