import { parseChecksumAlgorithm } from '../checksums/algorithms.ts';
import { settleChecksumType } from '../checksums/multipart-checksum.ts';
import { S3Error } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { currentSecond, readChosenMetadata } from '../protocol/object-headers.ts';
import type { S3Request } from '../request.ts';
import type { UploadDescription } from '../store/upload.ts';
import { buildDocument } from '../xml/build-document.ts';

/** CreateMultipartUpload. Without an algorithm the object gets a full-object CRC64NVME, as on S3. */
export const createMultipartUpload: Operation = {
  name: 'CreateMultipartUpload',
  method: 'POST',
  target: 'object',
  requires: { query: ['uploads'] },
  headers: ['x-amz-checksum-algorithm', 'x-amz-checksum-type'],
  handle: ({ store, request, bucketName, key }) => {
    const checksum = chooseChecksum(request);
    const { description } = store.bucket(bucketName).createUpload({
      key,
      initiated: currentSecond(),
      ...readChosenMetadata(request),
      checksum,
    });
    const headers = { 'x-amz-checksum-algorithm': checksum.algorithm, 'x-amz-checksum-type': checksum.type };
    return {
      ...(checksum.chosen ? { headers } : {}),
      body: buildDocument('InitiateMultipartUploadResult', {
        Bucket: bucketName,
        Key: key,
        UploadId: description.uploadId,
      }),
    };
  },
};

function chooseChecksum({ headers }: S3Request): UploadDescription['checksum'] {
  const name = headers.get('x-amz-checksum-algorithm');
  const type = headers.get('x-amz-checksum-type');
  if (name === undefined && type !== undefined) {
    throw new S3Error('InvalidRequest', {
      message: 'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    });
  }
  const algorithm = parseChecksumAlgorithm(name ?? 'CRC64NVME');
  return { algorithm, type: settleChecksumType(algorithm, type), chosen: name !== undefined };
}
