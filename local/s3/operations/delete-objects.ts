import { z } from 'zod';
import { receiveDocument } from '../body/receive-body.ts';
import { S3Error } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { BODY_HEADERS } from '../protocol/request-headers.ts';
import { assertWriteAllowed, type WriteConditions } from '../protocol/write-conditions.ts';
import { assertKeyLength } from '../request.ts';
import type { Bucket } from '../store/bucket.ts';
import { buildDocument, type XmlValue } from '../xml/build-document.ts';
import { parseDocument } from '../xml/parse-document.ts';

/** 1,000 keys of 1,024 bytes, each byte as a reference at worst. */
const MAXIMUM_DOCUMENT_BYTES = 10 * 1024 * 1024;

const deleteRequest = z.strictObject({
  Object: z
    .array(
      z.strictObject({
        Key: z.string().min(1),
        ETag: z.string().optional(),
        VersionId: z.undefined({ error: 'versions are not supported; leave VersionId out' }).optional(),
      }),
    )
    .min(1)
    .max(1000),
  Quiet: z.enum(['true', 'false']).optional(),
});

/** DeleteObject. A key without an object is no error, unless `If-Match` asks for one. */
export const deleteObject: Operation = {
  name: 'DeleteObject',
  method: 'DELETE',
  target: 'object',
  headers: ['if-match'],
  handle: ({ store, request, bucketName, key }) => {
    remove(store.bucket(bucketName), key, { ifMatch: request.headers.get('if-match') });
    return { status: 204 };
  },
};

/** DeleteObjects, up to 1,000 keys. */
export const deleteObjects: Operation = {
  name: 'DeleteObjects',
  method: 'POST',
  target: 'bucket',
  requires: { query: ['delete'] },
  headers: BODY_HEADERS,
  handle: async ({ store, request, bucketName }) => {
    const bucket = store.bucket(bucketName);
    const text = await receiveDocument(request, MAXIMUM_DOCUMENT_BYTES);
    const wanted = parseDocument(text, 'Delete', deleteRequest);
    const deleted: XmlValue[] = [];
    const errors: XmlValue[] = [];
    for (const { Key, ETag } of wanted.Object) {
      try {
        assertKeyLength(Key);
        remove(bucket, Key, { ifMatch: ETag });
        deleted.push({ Key });
      } catch (error) {
        if (!(error instanceof S3Error)) throw error;
        errors.push({ Key, Code: error.code, Message: error.message });
      }
    }
    return {
      body: buildDocument('DeleteResult', {
        Deleted: wanted.Quiet === 'true' ? undefined : deleted,
        Error: errors,
      }),
    };
  },
};

function remove(bucket: Bucket, key: string, conditions: WriteConditions): void {
  assertWriteAllowed(key, bucket.objects.get(key), conditions);
  bucket.deleteObject(key);
}
