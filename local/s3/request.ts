import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { invalidArgument, S3Error } from './errors.ts';

/** Query parameters that belong to a presigned URL's signature, of version 4 or 2. */
const SIGNATURE_PARAMETERS = new Set([
  'awsaccesskeyid',
  'expires',
  'signature',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
]);
/** Bytes of a key in UTF-8. */
const MAXIMUM_KEY_BYTES = 1024;

/** A request in S3's terms. */
export interface S3Request {
  method: string;
  bucket: string | undefined;
  key: string | undefined;
  /** The decoded path, for error documents. */
  resource: string;
  /** Query parameters other than signatures, `x-id` (which SDKs add for logs) and presigned headers. */
  query: ReadonlyMap<string, string>;
  /** Headers by lower-case name, those included that a presigned URL carries as `x-amz-…` parameters. */
  headers: ReadonlyMap<string, string>;
  body: Readable;
}

/**
 * Takes a request apart. The path is read as it was sent: `..`, empty segments and slashes at the end belong to the key.
 * Signatures are accepted unverified.
 * @throws S3Error InvalidURI, InvalidBucketName, KeyTooLongError
 */
export function parseRequest(message: IncomingMessage): S3Request {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const resource = decodePath(mark < 0 ? url : url.slice(0, mark));
  const slash = resource.indexOf('/', 1);
  const bucket = slash < 0 ? resource.slice(1) : resource.slice(1, slash);
  const key = slash < 0 ? '' : resource.slice(slash + 1);
  if (bucket === '' && key !== '') throw new S3Error('InvalidBucketName', { fields: { BucketName: '' } });
  assertKeyLength(key);

  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const query = new Map<string, string>();
  if (mark >= 0) {
    for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) {
      const lower = name.toLowerCase();
      if (SIGNATURE_PARAMETERS.has(lower) || name === 'x-id') continue;
      if (!lower.startsWith('x-amz-')) query.set(name, value);
      else headers.set(lower, assertHeaderValue(name, value));
    }
  }
  return {
    method: message.method ?? 'GET',
    bucket: bucket === '' ? undefined : bucket,
    key: key === '' ? undefined : key,
    resource,
    query,
    headers,
    body: message,
  };
}

/**
 * Checks that a key is not longer than S3 allows.
 * @throws S3Error KeyTooLongError
 */
export function assertKeyLength(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes <= MAXIMUM_KEY_BYTES) return;
  throw new S3Error('KeyTooLongError', {
    fields: { Size: String(bytes), MaxSizeAllowed: String(MAXIMUM_KEY_BYTES) },
  });
}

/**
 * Checks that a value from elsewhere can be a header's.
 * @throws S3Error InvalidArgument
 */
export function assertHeaderValue(name: string, value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw invalidArgument(name, value, 'Header value cannot be represented using ISO-8859-1.');
}

/**
 * Decodes the percent signs of a path.
 * @throws S3Error InvalidURI when it isn't UTF-8
 */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Error('InvalidURI', { fields: { URI: path } });
  }
}
