import { S3Error } from '../errors.ts';
import type { Operation } from '../operation.ts';
import type { S3Request } from '../request.ts';

/** Headers of operations that take a body with digests, those for a checksum apart. */
export const BODY_HEADERS = [
  'x-amz-decoded-content-length',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
] as const;

/** Conditions on what a write would replace. */
export const WRITE_CONDITION_HEADERS = ['if-match', 'if-none-match'] as const;

/** Conditions of a read. */
export const READ_CONDITION_HEADERS = [
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
] as const;

/** Conditions on the source of a copy. */
export const COPY_CONDITION_HEADERS = READ_CONDITION_HEADERS.map((name) => `x-amz-copy-source-${name}`);

/** `x-amz-…` headers that any request may have: about the signature, the caller, the account. */
const ALWAYS = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-expected-bucket-owner',
  'x-amz-security-token',
  'x-amz-user-agent',
]);

/** Headers with a value that asks for what a bucket does anyway; any other value is refused. */
const HARMLESS: ReadonlyMap<string, readonly string[]> = new Map([
  ['x-amz-acl', ['private', 'bucket-owner-full-control']],
  ['x-amz-object-ownership', ['BucketOwnerEnforced']],
  ['x-amz-request-payer', ['requester']],
  ['x-amz-server-side-encryption', ['AES256']],
  ['x-amz-storage-class', ['STANDARD']],
  ['x-amz-tagging-directive', ['COPY']],
]);

/** Standard HTTP headers that change what a request means. */
const MEANINGFUL = new Set([...READ_CONDITION_HEADERS, 'if-range', 'range']);

/**
 * Refuses what would change an operation's meaning and isn't understood.
 * @throws S3Error NotImplemented
 */
export function assertUnderstood(request: S3Request, operation: Operation): void {
  const knownQuery = [...(operation.requires?.query ?? []), ...(operation.query ?? [])];
  for (const name of request.query.keys()) {
    if (!knownQuery.includes(name)) throw refuseQuery(name, operation, knownQuery);
  }
  for (const [name, value] of request.headers) {
    if (!name.startsWith('x-amz-') && !MEANINGFUL.has(name)) continue;
    if (ALWAYS.has(name) || name === operation.requires?.header || operation.headers?.includes(name))
      continue;
    if (takesMetadata(operation) && name.startsWith('x-amz-meta-')) continue;
    if (takesBody(operation) && name.startsWith('x-amz-checksum-')) continue;
    const harmless = HARMLESS.get(name);
    if (harmless?.includes(value)) continue;
    throw new S3Error('NotImplemented', {
      message: `Header ${name}: ${value} is not supported for ${operation.name}; ${harmless === undefined ? 'leave it out' : `allowed is ${harmless.join(', ')}`}.`,
      fields: { Header: name },
    });
  }
}

function refuseQuery(name: string, operation: Operation, known: readonly string[]): S3Error {
  const allowed = known.length === 0 ? 'it takes none' : `allowed are ${known.join(', ')}`;
  return new S3Error('NotImplemented', {
    message: `Query parameter ${name} is not supported for ${operation.name} (${operation.method} on ${operation.target}); ${allowed}.`,
    fields: { Parameter: name },
  });
}

function takesBody(operation: Operation): boolean {
  return operation.headers?.includes('x-amz-sdk-checksum-algorithm') === true;
}

function takesMetadata({ name }: Operation): boolean {
  return name === 'PutObject' || name === 'CopyObject' || name === 'CreateMultipartUpload';
}
