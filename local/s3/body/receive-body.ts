import type { ChecksumAlgorithm } from '../checksums/algorithms.ts';
import { type Digests, RunningDigests } from '../checksums/digests.ts';
import { S3Error } from '../errors.ts';
import { MAXIMUM_BODY_BYTES } from '../protocol/limits.ts';
import type { S3Request } from '../request.ts';
import type { IncomingFile } from '../store/incoming-file.ts';
import type { BodyThreads } from '../threads/body-threads.ts';
import { type DecodedBody, decodeBody } from './decode-body.ts';
import { assertDigests, type ExpectedDigests, readExpectedDigests } from './expected-digests.ts';

/** Bodies from here on are written and digested by a thread; for smaller ones handing them over takes longer. */
const THREAD_BYTES = 256 * 1024;

/**
 * Streams a request's body into a file and checks it against the digests that came with it.
 * @param ownAlgorithm which checksum to make where the client sends none
 * @throws S3Error EntityTooLarge, IncompleteBody, BadDigest and those of {@link readExpectedDigests}
 */
export async function receiveBody(
  request: S3Request,
  file: IncomingFile,
  threads: BodyThreads,
  ownAlgorithm: ChecksumAlgorithm = 'CRC64NVME',
): Promise<Digests> {
  const expected = readExpectedDigests(request);
  const body = decodeBody(request);
  if (body.length > MAXIMUM_BODY_BYTES) {
    throw new S3Error('EntityTooLarge', {
      fields: { ProposedSize: String(body.length), MaxSizeAllowed: String(MAXIMUM_BODY_BYTES) },
    });
  }
  const algorithm = expected.algorithm ?? ownAlgorithm;
  const digests =
    body.length < THREAD_BYTES
      ? await receiveHere(body, file, algorithm)
      : await receiveByThread(body, file, algorithm, threads);
  assertDigests(expected, { md5: digests.md5, checksum: digests.checksum.value }, body.trailers);
  return digests;
}

async function receiveHere(
  body: DecodedBody,
  file: IncomingFile,
  algorithm: ChecksumAlgorithm,
): Promise<Digests> {
  const running = new RunningDigests(algorithm);
  await body.read((bytes) => {
    running.update(bytes);
    return file.write(bytes);
  }, true);
  return running.finish();
}

async function receiveByThread(
  body: DecodedBody,
  file: IncomingFile,
  algorithm: ChecksumAlgorithm,
  threads: BodyThreads,
): Promise<Digests> {
  const writer = threads.openBody(await file.open(), algorithm);
  try {
    await body.read((bytes) => writer.write(bytes), false);
    return await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/**
 * Reads a request's document whole, with the same checks.
 * @param maximumBytes more is refused
 * @param expected what the client says of it, by default what the headers say
 * @throws S3Error MalformedXML when it is too long or not UTF-8
 */
export async function receiveDocument(
  request: S3Request,
  maximumBytes: number,
  expected: ExpectedDigests = readExpectedDigests(request),
): Promise<string> {
  const body = decodeBody(request);
  if (body.length > maximumBytes) {
    throw new S3Error('MalformedXML', {
      message: `The document has ${body.length} bytes; up to ${maximumBytes} are allowed.`,
    });
  }
  const running = new RunningDigests(expected.algorithm ?? 'CRC64NVME');
  const chunks: Buffer[] = [];
  await body.read((chunk) => {
    running.update(chunk);
    chunks.push(chunk);
    return undefined;
  }, true);
  const digests = running.finish();
  assertDigests(expected, { md5: digests.md5, checksum: digests.checksum.value }, body.trailers);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new S3Error('MalformedXML', { message: 'The document is not UTF-8.' });
  }
}
