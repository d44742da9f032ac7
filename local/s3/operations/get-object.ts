import type { Operation, OperationContext } from '../operation.ts';
import { quoteEtag } from '../protocol/etags.ts';
import { checksumHeaders, objectHeaders } from '../protocol/object-headers.ts';
import { parseRange, rangeLength } from '../protocol/ranges.ts';
import { judgeRead } from '../protocol/read-conditions.ts';
import { READ_CONDITION_HEADERS } from '../protocol/request-headers.ts';
import { assertHeaderValue } from '../request.ts';
import type { S3Response } from '../response.ts';
import type { OpenObject } from '../store/bucket.ts';

/** Query parameters that replace a header of the answer. */
const OVERRIDES: ReadonlyMap<string, string> = new Map([
  ['response-cache-control', 'cache-control'],
  ['response-content-disposition', 'content-disposition'],
  ['response-content-encoding', 'content-encoding'],
  ['response-content-language', 'content-language'],
  ['response-content-type', 'content-type'],
  ['response-expires', 'expires'],
]);
/** Up to here one read on this thread takes less than trips to the thread pool. */
const SMALL_BYTES = 64 * 1024;

/** What a read sends besides its headers. */
interface ReadPlan extends S3Response {
  first: number;
  length: number;
}

/** GetObject, whole or one range. The object stays whole for its reader even if it is replaced meanwhile. */
export const getObject: Operation = {
  name: 'GetObject',
  method: 'GET',
  target: 'object',
  query: [...OVERRIDES.keys()],
  headers: [...READ_CONDITION_HEADERS, 'range', 'x-amz-checksum-mode'],
  handle: (context) => {
    const opened = context.store.bucket(context.bucketName).openObject(context.key);
    let streaming = false;
    try {
      const { first, length, ...response } = planRead(context, opened);
      if (response.status === 304) return response;
      if (length > SMALL_BYTES) {
        streaming = true;
        return { ...response, body: { source: opened.body, first, length } };
      }
      const body = Buffer.allocUnsafe(length);
      for (let at = 0; at < length; ) at += opened.body.readNow(body.subarray(at), length - at, first + at);
      return { ...response, body };
    } finally {
      if (!streaming) opened.body.close();
    }
  },
};

/** HeadObject. */
export const headObject: Operation = {
  name: 'HeadObject',
  method: 'HEAD',
  target: 'object',
  query: [...OVERRIDES.keys()],
  headers: [...READ_CONDITION_HEADERS, 'range', 'x-amz-checksum-mode'],
  handle: (context) => {
    const opened = context.store.bucket(context.bucketName).openObject(context.key);
    try {
      const { first, length, ...response } = planRead(context, opened);
      return response;
    } finally {
      opened.body.close();
    }
  },
};

function planRead({ request }: OperationContext, { metadata }: OpenObject): ReadPlan {
  if (judgeRead(request.headers, '', metadata) === 'not-modified') {
    const headers = {
      etag: quoteEtag(metadata.etag),
      'last-modified': new Date(metadata.lastModified).toUTCString(),
    };
    return { status: 304, headers, first: 0, length: 0 };
  }
  const range = parseRange(request.headers.get('range'), metadata.size);
  const length = range === undefined ? metadata.size : rangeLength(range);
  const headers: Record<string, string> = { ...objectHeaders(metadata), 'content-length': String(length) };
  for (const [parameter, header] of OVERRIDES) {
    const value = request.query.get(parameter);
    if (value !== undefined) headers[header] = assertHeaderValue(parameter, value);
  }
  if (range !== undefined) {
    headers['content-range'] = `bytes ${range.first}-${range.last}/${metadata.size}`;
    return { status: 206, headers, first: range.first, length };
  }
  // A checksum of the whole says nothing of a range, and SDKs would check the range against it.
  if (request.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    Object.assign(headers, checksumHeaders(metadata.checksum));
  }
  return { status: 200, headers, first: 0, length };
}
