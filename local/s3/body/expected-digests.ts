import {
  assertChecksumValue,
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  parseChecksumAlgorithm,
} from '../checksums/algorithms.ts';
import { S3Error } from '../errors.ts';
import type { S3Request } from '../request.ts';

/** `x-amz-checksum-…` headers that don't carry a checksum. */
const NOT_CHECKSUMS = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-mode', 'x-amz-checksum-type']);

/** What a client says that its body's digests are. */
export interface ExpectedDigests {
  /** MD5 in hex, from Content-MD5. */
  md5: string | undefined;
  /** The algorithm of the client's checksum, if it sends one. */
  algorithm: ChecksumAlgorithm | undefined;
  /** The checksum's value; undefined while it is to come in a trailer. */
  value: string | undefined;
}

/** For a body whose request has checksum headers that mean something else. */
export const NO_DIGESTS: ExpectedDigests = { md5: undefined, algorithm: undefined, value: undefined };

/**
 * Reads Content-MD5 and the checksum headers of a request.
 * @throws S3Error InvalidDigest, InvalidRequest (a value that can't be one, two checksums, one announced but not sent),
 * NotImplemented (an algorithm that the server doesn't compute)
 */
export function readExpectedDigests(request: S3Request): ExpectedDigests {
  const { headers } = request;
  const inHeaders = checksumsOf([...headers.keys()]);
  const inTrailer = checksumsOf((headers.get('x-amz-trailer') ?? '').split(',').map((name) => name.trim()));
  const algorithms = [...inHeaders, ...inTrailer];
  if (algorithms.length > 1) {
    throw new S3Error('InvalidRequest', {
      message: `Expecting a single x-amz-checksum- header, got ${algorithms.map(checksumHeader).join(' and ')}. Multiple checksum Types are not allowed.`,
    });
  }
  const [algorithm] = algorithms;
  assertAnnounced(headers.get('x-amz-sdk-checksum-algorithm'), algorithm);
  const value = algorithm === undefined ? undefined : headers.get(checksumHeader(algorithm));
  if (algorithm !== undefined && value !== undefined) assertChecksumValue(algorithm, value);
  return { md5: readContentMd5(headers.get('content-md5')), algorithm, value };
}

/**
 * Compares what came with what was announced.
 * @throws S3Error BadDigest, MalformedTrailerError when the announced trailer is missing
 */
export function assertDigests(
  expected: ExpectedDigests,
  actual: { md5: string; checksum: string | undefined },
  trailers: ReadonlyMap<string, string>,
): void {
  if (expected.md5 !== undefined && expected.md5 !== actual.md5) {
    throw new S3Error('BadDigest', {
      message: 'The Content-MD5 you specified did not match what we received.',
      fields: {
        ExpectedDigest: Buffer.from(expected.md5, 'hex').toString('base64'),
        CalculatedDigest: Buffer.from(actual.md5, 'hex').toString('base64'),
      },
    });
  }
  if (expected.algorithm === undefined) return;
  const value = expected.value ?? trailers.get(checksumHeader(expected.algorithm));
  if (value === undefined) throw new S3Error('MalformedTrailerError');
  assertChecksumValue(expected.algorithm, value);
  if (value !== actual.checksum) {
    throw new S3Error('BadDigest', {
      message: `The ${expected.algorithm} you specified did not match the calculated checksum.`,
    });
  }
}

function checksumsOf(names: string[]): ChecksumAlgorithm[] {
  return names
    .filter((name) => name.startsWith('x-amz-checksum-') && !NOT_CHECKSUMS.has(name))
    .map((name) => parseChecksumAlgorithm(name.slice('x-amz-checksum-'.length)));
}

function assertAnnounced(announced: string | undefined, sent: ChecksumAlgorithm | undefined): void {
  if (announced === undefined || parseChecksumAlgorithm(announced) === sent) return;
  throw new S3Error('InvalidRequest', {
    message: `x-amz-sdk-checksum-algorithm specified ${announced}, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found; known are ${CHECKSUM_ALGORITHMS.join(', ')}.`,
  });
}

function readContentMd5(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 16) throw new S3Error('InvalidDigest', { fields: { 'Content-MD5': text } });
  return bytes.toString('hex');
}
