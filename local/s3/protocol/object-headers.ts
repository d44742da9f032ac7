import { checksumHeader } from '../checksums/algorithms.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';
import type { ObjectMetadata, StoredChecksum } from '../store/object-file.ts';
import { quoteEtag } from './etags.ts';

/** Headers that a write may set and a read gives back. */
const SYSTEM_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;
const USER_PREFIX = 'x-amz-meta-';
/** S3's limit for all names and values together. */
const MAXIMUM_USER_METADATA_BYTES = 2048;
/** What S3 takes where no Content-Type is given. */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

/** The part of an object's metadata that its writer chooses. */
export type ChosenMetadata = Pick<ObjectMetadata, 'systemHeaders' | 'userMetadata'>;

/**
 * Reads the metadata that a write gives its object.
 * @throws S3Error MetadataTooLarge
 */
export function readChosenMetadata({ headers }: S3Request): ChosenMetadata {
  const systemHeaders: Record<string, string> = { 'content-type': DEFAULT_CONTENT_TYPE };
  for (const name of SYSTEM_HEADERS) {
    const value = name === 'content-encoding' ? contentEncoding(headers.get(name)) : headers.get(name);
    if (value !== undefined && value !== '') systemHeaders[name] = value;
  }
  const user = [...headers]
    .filter(([name]) => name.startsWith(USER_PREFIX))
    .map(([name, value]) => [name.slice(USER_PREFIX.length), value] as const);
  const bytes = user.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes > MAXIMUM_USER_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', {
      fields: { Size: String(bytes), MaxSizeAllowed: String(MAXIMUM_USER_METADATA_BYTES) },
    });
  }
  return { systemHeaders, userMetadata: Object.fromEntries(user) };
}

/** Headers that a GET or HEAD gives back, but for the body's length and range. */
export function objectHeaders(metadata: ObjectMetadata): Record<string, string> {
  const headers: Record<string, string> = {
    ...metadata.systemHeaders,
    'accept-ranges': 'bytes',
    etag: quoteEtag(metadata.etag),
    'last-modified': new Date(metadata.lastModified).toUTCString(),
  };
  for (const [name, value] of Object.entries(metadata.userMetadata)) headers[USER_PREFIX + name] = value;
  return headers;
}

/** A stored checksum as response headers. */
export function checksumHeaders({ algorithm, type, value }: StoredChecksum): Record<string, string> {
  return { [checksumHeader(algorithm)]: value, 'x-amz-checksum-type': type };
}

/** Now, in whole seconds as S3 keeps times, in milliseconds since the epoch. */
export function currentSecond(): number {
  return Math.floor(Date.now() / 1000) * 1000;
}

/** `aws-chunked` is how the body travels, not what the object is. */
function contentEncoding(value: string | undefined): string | undefined {
  return value
    ?.split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== 'aws-chunked')
    .join(',');
}
