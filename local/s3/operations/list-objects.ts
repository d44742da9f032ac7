import { invalidArgument } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { quoteEtag } from '../protocol/etags.ts';
import { readKeyEncoding, readPageSize } from '../protocol/paging.ts';
import type { ObjectEntry } from '../store/bucket.ts';
import { type ByteKey, fromByteKey, toByteKey } from '../store/byte-order.ts';
import { listPage } from '../store/list-page.ts';
import { buildDocument, type XmlValue } from '../xml/build-document.ts';

/** ListObjectsV2, in the order of the keys' UTF-8 bytes. */
export const listObjectsV2: Operation = {
  name: 'ListObjectsV2',
  method: 'GET',
  target: 'bucket',
  requires: { query: ['list-type'] },
  query: [
    'prefix',
    'delimiter',
    'start-after',
    'continuation-token',
    'max-keys',
    'encoding-type',
    'fetch-owner',
  ],
  handle: ({ store, account, request, bucketName }) => {
    const { query } = request;
    const type = query.get('list-type') ?? '';
    if (type !== '2')
      throw invalidArgument('list-type', type, `list-type is ${type}; the only value allowed is 2.`);
    const encode = readKeyEncoding(request);
    const maxKeys = readPageSize(request, 'max-keys');
    const token = query.get('continuation-token');
    const startAfter = query.get('start-after');
    const delimiter = query.get('delimiter') || undefined;
    const prefix = query.get('prefix') ?? '';
    const page = listPage(store.bucket(bucketName).objects, {
      prefix: toByteKey(prefix),
      delimiter: delimiter === undefined ? undefined : toByteKey(delimiter),
      from: token === undefined ? justAfter(startAfter) : readToken(token),
      limit: maxKeys,
    });
    const owner = query.get('fetch-owner') === 'true' ? { ID: account.accountId } : undefined;
    return {
      body: buildDocument('ListBucketResult', {
        Name: bucketName,
        Prefix: encode(prefix),
        Delimiter: delimiter === undefined ? undefined : encode(delimiter),
        StartAfter: startAfter === undefined ? undefined : encode(startAfter),
        EncodingType: query.get('encoding-type'),
        ContinuationToken: token,
        NextContinuationToken: page.next === undefined ? undefined : writeToken(page.next),
        KeyCount: page.keys.length + page.commonPrefixes.length,
        MaxKeys: maxKeys,
        IsTruncated: page.next !== undefined,
        Contents: page.keys.map(([key, entry]) => describeObject(encode(fromByteKey(key)), entry, owner)),
        CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(fromByteKey(common)) })),
      }),
    };
  },
};

function describeObject(key: string, entry: ObjectEntry, owner: XmlValue): XmlValue {
  return {
    Key: key,
    LastModified: new Date(entry.lastModified).toISOString(),
    ETag: quoteEtag(entry.etag),
    ChecksumAlgorithm: entry.checksum.algorithm,
    ChecksumType: entry.checksum.type,
    Size: entry.size,
    StorageClass: 'STANDARD',
    Owner: owner,
  };
}

function justAfter(key: string | undefined): ByteKey {
  return key === undefined ? '' : `${toByteKey(key)}\0`;
}

/** A token is the key to go on with, so a listing goes on right even if keys come and go meanwhile. */
function writeToken(next: ByteKey): string {
  return Buffer.from(next, 'latin1').toString('base64url');
}

function readToken(token: string): ByteKey {
  const bytes = Buffer.from(token, 'base64url');
  if (token !== '' && bytes.toString('base64url') === token) return bytes.toString('latin1');
  throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect');
}
