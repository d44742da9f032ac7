import type { ChecksumAlgorithm } from '../checksums/algorithms.ts';
import { type Digests, RunningDigests } from '../checksums/digests.ts';
import { S3Error } from '../errors.ts';
import { MAXIMUM_BODY_BYTES } from '../protocol/limits.ts';
import type { S3Request } from '../request.ts';
import type { IncomingFile } from '../store/incoming-file.ts';
import { decodeBody } from './decode-body.ts';
import { assertDigests, type ExpectedDigests, readExpectedDigests } from './expected-digests.ts';

/**
 * Streams a request's body into a file and checks it against the digests that came with it.
 * @param ownAlgorithm which checksum to make where the client sends none
 * @throws S3Error EntityTooLarge, IncompleteBody, BadDigest and those of {@link readExpectedDigests}
 */
export async function receiveBody(
  request: S3Request,
  file: IncomingFile,
  ownAlgorithm: ChecksumAlgorithm = 'CRC64NVME',
): Promise<Digests> {
  const expected = readExpectedDigests(request);
  const body = decodeBody(request);
  if (body.length > MAXIMUM_BODY_BYTES) {
    throw new S3Error('EntityTooLarge', {
      fields: { ProposedSize: String(body.length), MaxSizeAllowed: String(MAXIMUM_BODY_BYTES) },
    });
  }
  const running = new RunningDigests(expected.algorithm ?? ownAlgorithm);
  for await (const chunk of body.chunks) {
    running.update(chunk);
    await file.write(chunk);
  }
  const digests = running.finish();
  assertDigests(expected, { md5: digests.md5, checksum: digests.checksum.value }, body.trailers);
  return digests;
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
  for await (const chunk of body.chunks) {
    running.update(chunk);
    chunks.push(chunk);
  }
  const digests = running.finish();
  assertDigests(expected, { md5: digests.md5, checksum: digests.checksum.value }, body.trailers);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new S3Error('MalformedXML', { message: 'The document is not UTF-8.' });
  }
}
