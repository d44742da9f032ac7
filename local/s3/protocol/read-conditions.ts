import { S3Error } from '../errors.ts';
import type { ObjectMetadata } from '../store/object-file.ts';
import { etagListHas } from './etags.ts';

/** Headers that make a read conditional; `x-amz-copy-source-` stands before them for the source of a copy. */
export type ReadConditionPrefix = '' | 'x-amz-copy-source-';

/** What came of a read's conditions; `not-modified` is HTTP status 304. */
export type ReadVerdict = 'read' | 'not-modified';

/**
 * Checks the conditions of a read. As on S3 and in HTTP, `If-Match` outweighs `If-Unmodified-Since` and `If-None-Match`
 * outweighs `If-Modified-Since`.
 * @throws S3Error PreconditionFailed
 */
export function judgeRead(
  headers: ReadonlyMap<string, string>,
  prefix: ReadConditionPrefix,
  { etag, lastModified }: Pick<ObjectMetadata, 'etag' | 'lastModified'>,
): ReadVerdict {
  const ifMatch = headers.get(`${prefix}if-match`);
  const unmodifiedSince = parseDate(headers.get(`${prefix}if-unmodified-since`));
  if (ifMatch !== undefined) {
    if (!etagListHas(ifMatch, etag)) throw failed('If-Match');
  } else if (unmodifiedSince !== undefined && lastModified > unmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
  const ifNoneMatch = headers.get(`${prefix}if-none-match`);
  const modifiedSince = parseDate(headers.get(`${prefix}if-modified-since`));
  if (ifNoneMatch !== undefined) return etagListHas(ifNoneMatch, etag) ? 'not-modified' : 'read';
  return modifiedSince !== undefined && lastModified <= modifiedSince ? 'not-modified' : 'read';
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { fields: { Condition: condition } });
}

/** Undefined when it isn't a date: HTTP says to ignore the condition then. */
function parseDate(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
