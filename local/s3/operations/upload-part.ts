import { readExpectedDigests } from '../body/expected-digests.ts';
import { receiveBody } from '../body/receive-body.ts';
import { checksumElement, checksumHeader } from '../checksums/algorithms.ts';
import { S3Error } from '../errors.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { COPY_SOURCE, type CopySource, openCopySource } from '../protocol/copy-source.ts';
import { quoteEtag } from '../protocol/etags.ts';
import { MAXIMUM_BODY_BYTES, MINIMUM_PART_BYTES } from '../protocol/limits.ts';
import { type ByteRange, parseCopyRange, rangeLength } from '../protocol/ranges.ts';
import { BODY_HEADERS, COPY_CONDITION_HEADERS } from '../protocol/request-headers.ts';
import { assertPartAlgorithm, findUpload, readPartNumber } from '../protocol/upload-parameters.ts';
import { copyRange } from '../store/copy-range.ts';
import type { FilledFile, IncomingFile } from '../store/incoming-file.ts';
import type { StoredPart } from '../store/part-file.ts';
import { timeOfSequence } from '../store/sequencer.ts';
import { buildDocument } from '../xml/build-document.ts';
import { withFile } from './write-object.ts';

/** UploadPart, up to 5 GiB. A part of the same number replaces the one before. */
export const uploadPart: Operation = {
  name: 'UploadPart',
  method: 'PUT',
  target: 'object',
  requires: { query: ['partNumber', 'uploadId'] },
  headers: BODY_HEADERS,
  handle: async (context) => {
    const { upload } = findUpload(context);
    assertPartAlgorithm(upload, readExpectedDigests(context.request).algorithm);
    const ownAlgorithm = upload.description.checksum.algorithm;
    const { md5, checksum } = await addPart(context, async (file) => ({
      digests: await receiveBody(context.request, file, context.threads, ownAlgorithm),
    }));
    return { headers: { etag: quoteEtag(md5), [checksumHeader(checksum.algorithm)]: checksum.value } };
  },
};

/** UploadPartCopy, of an object or a range of it. No byte is moved where the file system has links. */
export const uploadPartCopy: Operation = {
  name: 'UploadPartCopy',
  method: 'PUT',
  target: 'object',
  requires: { query: ['partNumber', 'uploadId'], header: COPY_SOURCE },
  headers: [...COPY_CONDITION_HEADERS, 'x-amz-copy-source-range', 'x-amz-source-expected-bucket-owner'],
  handle: async (context) => {
    const { upload } = findUpload(context);
    const { algorithm, chosen } = upload.description.checksum;
    const source = openCopySource(context.store, context.request);
    try {
      const range = readCopyRange(context, source);
      const part = await addPart(context, (file) =>
        copyRange(source, range, file, algorithm, context.threads),
      );
      return {
        body: buildDocument('CopyPartResult', {
          ETag: quoteEtag(part.md5),
          LastModified: new Date(timeOfSequence(part.sequencer)).toISOString(),
          [checksumElement(algorithm)]: chosen ? part.checksum.value : undefined,
        }),
      };
    } finally {
      source.body.close();
    }
  },
};

async function addPart(
  context: OperationContext,
  fill: (file: IncomingFile) => Promise<FilledFile>,
): Promise<StoredPart> {
  const partNumber = readPartNumber(context);
  return await withFile(context.store.newFile(), async (file) => {
    const { digests, linked } = await fill(file);
    if (linked === undefined) await file.finish();
    // The upload may have been aborted or completed while the body came in.
    const { upload } = findUpload(context);
    const part = { partNumber, sequencer: context.store.sequencer.next(), ...digests };
    return linked === undefined
      ? upload.addPart(file.path, part)
      : upload.addPart(file.linkFolder, part, linked);
  });
}

function readCopyRange({ request }: OperationContext, { metadata }: CopySource): ByteRange {
  const text = request.headers.get('x-amz-copy-source-range');
  const range =
    text === undefined ? { first: 0, last: metadata.size - 1 } : parseCopyRange(text, metadata.size);
  if (text !== undefined && metadata.size <= MINIMUM_PART_BYTES) {
    throw new S3Error('InvalidRequest', {
      message: `The specified copy source is not supported as a byte-range copy source: it has ${metadata.size} bytes and must have more than ${MINIMUM_PART_BYTES}.`,
    });
  }
  if (rangeLength(range) > MAXIMUM_BODY_BYTES) {
    throw new S3Error('InvalidRequest', {
      message: `The specified copy range is larger than the maximum allowable size for a part: ${MAXIMUM_BODY_BYTES}`,
    });
  }
  return range;
}
