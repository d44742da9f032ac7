import { createHash } from 'node:crypto';
import { encodeCrc64 } from '../../../core/digest/crc64nvme.ts';
import { NO_DIGESTS } from '../body/expected-digests.ts';
import { receiveDocument } from '../body/receive-body.ts';
import { CHECKSUM_ALGORITHMS, checksumElement, checksumHeader } from '../checksums/algorithms.ts';
import { combineParts, multipartChecksum } from '../checksums/multipart-checksum.ts';
import { S3Error } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { quoteEtag } from '../protocol/etags.ts';
import { currentSecond } from '../protocol/object-headers.ts';
import { chooseParts, partList } from '../protocol/part-list.ts';
import { WRITE_CONDITION_HEADERS } from '../protocol/request-headers.ts';
import { findUpload } from '../protocol/upload-parameters.ts';
import { assertWriteAllowed, readWriteConditions } from '../protocol/write-conditions.ts';
import type { S3Request } from '../request.ts';
import { encodeFooter, type ObjectMetadata } from '../store/object-file.ts';
import type { StoredPart } from '../store/part-file.ts';
import { encodeSegmentTable } from '../store/segment-table.ts';
import type { Upload } from '../store/upload.ts';
import { buildDocument } from '../xml/build-document.ts';
import { parseDocument } from '../xml/parse-document.ts';
import { withFile } from './write-object.ts';

/** 10,000 parts with a checksum each. */
const MAXIMUM_DOCUMENT_BYTES = 8 * 1024 * 1024;

/**
 * CompleteMultipartUpload. The header checksums of its request are the object's, not the document's. The full-object
 * checksum is combined from the parts' and the ETag made of theirs, and the parts stay where they are as the object's
 * segments: no byte is read or written for them. Parts that aren't listed are dropped.
 */
export const completeMultipartUpload: Operation = {
  name: 'CompleteMultipartUpload',
  method: 'POST',
  target: 'object',
  requires: { query: ['uploadId'] },
  headers: [
    ...WRITE_CONDITION_HEADERS,
    ...CHECKSUM_ALGORITHMS.map(checksumHeader),
    'x-amz-checksum-type',
    'x-amz-mp-object-size',
  ],
  handle: async (context) => {
    const { store, request, bucketName, key, announce } = context;
    const text = await receiveDocument(request, MAXIMUM_DOCUMENT_BYTES, NO_DIGESTS);
    const { Part: listed } = parseDocument(text, 'CompleteMultipartUpload', partList);
    const { bucket, upload } = findUpload(context);
    const conditions = readWriteConditions(request);
    assertWriteAllowed(key, bucket.objects.get(key), conditions);
    const metadata = await upload.whileCompleting(async () => {
      const parts = chooseParts(upload, listed);
      const described = describeObject(upload, parts);
      assertExpected(request, described);
      const segments = parts.flatMap((part) => part.segments);
      await withFile(store.newFile(), async (file) => {
        await file.write(encodeSegmentTable(segments, upload.directory));
        await file.write(encodeFooter(described));
        await file.finish();
        bucket.commitUpload(upload, file.path, described, segments, conditions);
      });
      return described;
    });
    announce(bucket, metadata, 'CompleteMultipartUpload');
    const { checksum } = metadata;
    return {
      body: buildDocument('CompleteMultipartUploadResult', {
        Location: `http://${request.headers.get('host')}/${bucketName}/${encodeURIComponent(key)}`,
        Bucket: bucketName,
        Key: key,
        ETag: quoteEtag(metadata.etag),
        [checksumElement(checksum.algorithm)]: checksum.value,
        ChecksumType: checksum.type,
      }),
    };
  },
};

function describeObject({ description }: Upload, parts: readonly StoredPart[]): ObjectMetadata {
  const { key, uploadId, systemHeaders, userMetadata, checksum } = description;
  const md5s = createHash('md5');
  for (const part of parts) md5s.update(part.md5, 'hex');
  return {
    key,
    size: parts.reduce((size, part) => size + part.size, 0),
    etag: `${md5s.digest('hex')}-${parts.length}`,
    lastModified: currentSecond(),
    systemHeaders,
    userMetadata,
    checksum: multipartChecksum(checksum.algorithm, checksum.type, parts),
    crc64nvme: encodeCrc64(combineParts(parts)),
    segments: uploadId,
  };
}

/** Compares the object with what the client says of it. */
function assertExpected({ headers }: S3Request, { size, checksum }: ObjectMetadata): void {
  const expectedSize = headers.get('x-amz-mp-object-size');
  if (expectedSize !== undefined && Number(expectedSize) !== size) {
    throw new S3Error('InvalidRequest', {
      message: `The provided 'x-amz-mp-object-size' header value ${expectedSize} does not match what was computed: ${size}`,
    });
  }
  const expectedType = headers.get('x-amz-checksum-type');
  if (expectedType !== undefined && expectedType.toUpperCase() !== checksum.type) {
    throw new S3Error('InvalidRequest', {
      message: `The upload was created with the ${checksum.type} checksum type, the complete request says ${expectedType}.`,
    });
  }
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const expected = headers.get(checksumHeader(algorithm));
    if (expected === undefined) continue;
    const [digest] = checksum.value.split('-');
    if (algorithm !== checksum.algorithm || (expected !== checksum.value && expected !== digest)) {
      throw new S3Error('BadDigest', {
        message: `The ${algorithm} you specified did not match the calculated checksum ${checksum.value} (${checksum.algorithm}).`,
      });
    }
  }
}
